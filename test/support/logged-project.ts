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
    actions:
        Pay:
            description: "Pay a fine"
            target: "flow://Pay"
        Open_Vault:
            description: "Open the vault"
            target: "flow://Open_Vault"
    reasoning:
        instructions: |
            Help.
        actions:
            hand_over: @utils.escalate
                description: "The reader asks for a person"
            pay: @actions.Pay
                description: "Pay a fine"
            open_vault: @actions.Open_Vault
                description: "Open the vault"
`;

/**
 * Agents `Open_Desk` and `Quiet_Desk`; "human" is escalated, to "silence" the model says nothing, everything else is
 * answered with the same words: "pay" after an action that is not set up, and "open" after one that throws what only the
 * server's log may say.
 */
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
    "actions/Open_Vault.ts": `export default () => {
  throw new Error("The code is 1729");
};
`,
    "replies.yaml": `rules:
  - { after: pay, say: "The vault has number nine." }
  - { when: "^silence", say: "" }
  - { when: "^pay", tools: pay, call: { pay: {} } }
  - { after: open_vault, say: "The vault has number nine." }
  - { when: "^open", tools: open_vault, call: { open_vault: {} } }
  - { when: "^human", tools: hand_over, call: { hand_over: {} } }
  - { say: "The vault has number nine." }
`,
    "Open_Desk.agent": desk("Open_Desk", "    enable_enhanced_event_logs: True\n"),
    "Quiet_Desk.agent": desk("Quiet_Desk", ""),
  });
