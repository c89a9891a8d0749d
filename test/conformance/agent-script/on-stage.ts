// What rules of Agent Script do most: play a turn, and look at what the model was told and what the trace holds.
import type { Agent } from "../../../src/script/agent.ts";
import { agentOf } from "../../support/scripts.ts";
import { type Line, stage, type Take } from "../../support/stage.ts";

type Actions = Parameters<typeof stage>[1];

/** The first turn of a conversation in which the user says "hi". */
export const play = (agent: Agent, lines: readonly Line[], actions?: Actions): Promise<Take> =>
  stage(agent, actions).take("hi", lines);

/** The instructions of the moment, one text for each model call. */
export const focus = ({ requests }: Pick<Take, "requests">) => requests.map(({ instructions }) => instructions);

/** The events of one kind. */
export const heard = ({ events }: Pick<Take, "events">, kind: string) => events.filter(({ type }) => type === kind);

/** A variable after the turn. */
export const left = ({ outcome }: Pick<Take, "outcome">, name: string) => outcome.state.variables[name];

/** The parameters of a tool as a request offers them. */
export const parametersOf = ({ requests: [first] }: Pick<Take, "requests">, tool: string) =>
  first?.tools.find(({ name }) => name === tool)?.parameters;

/** A service agent with a messaging connection; `connection` holds its further fields, `body` the fields of its one node. */
export const service = (connection: string, body: string): Agent =>
  agentOf(`
system:
    instructions: "You serve."
    messages:
        welcome: |
            Hello {!@variables.who}.
            How may I help?
        error: "The service is closed."
config:
    developer_name: "service"
    agent_type: "AgentforceServiceAgent"
access:
    default_agent_user: "agent@service.example"
variables:
    who: linked string
        source: @MessagingSession.MessagingEndUserId
    note: mutable string
connection messaging:
    adaptive_response_allowed: True
${connection}
start_agent front:
    description: "The front"
${body}
subagent back:
    description: "The back"
    reasoning:
        instructions: ->
            | You are the back.
`);

/** The fields of a connection that leads to people. */
export const route = `
    escalation_message: "A person takes over."
    outbound_route_type: "OmniChannelFlow"
    outbound_route_name: "flow://Route"
`;
