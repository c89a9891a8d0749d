// A project for tests of event logs: one desk whose script asks for enhanced event logs, and one whose script does not.
import { projectOf } from "./project.ts";

const desk = (name: string, config: string) => `system:
    instructions: "You are a desk."
    messages:
        welcome: "Welcome to the desk."
        error: "Sorry."

config:
    developer_name: "${name}"
    agent_type: "AgentforceServiceAgent"
    description: "Answers"
${config}
access:
    default_agent_user: "api.user@logs.example"

connection messaging:
    escalation_message: "One moment while I find a colleague."
    outbound_route_type: "OmniChannelFlow"
    outbound_route_name: "flow://Route_To_Staff"

start_agent desk:
    description: "Serves readers"
    reasoning:
        instructions: |
            Help.
        actions:
            hand_over: @utils.escalate
                description: "The reader asks for a person"
`;

/** Agents `Open_Desk` and `Quiet_Desk`; "human" is escalated, everything else answered with the same words. */
export const loggedProject = () =>
  projectOf({
    "dragoman.yaml": `org:
  name: Logs
users:
  - username: api.user@logs.example
    name: API User
apps:
  - name: Logs_Client
    runAs: api.user@logs.example
settings:
  model: scripted:replies.yaml
`,
    "replies.yaml": `rules:
  - { when: "^human", tools: hand_over, call: { hand_over: {} } }
  - { say: "The vault has number nine." }
`,
    "Open_Desk.agent": desk("Open_Desk", "    enable_enhanced_event_logs: True\n"),
    "Quiet_Desk.agent": desk("Quiet_Desk", ""),
  });
