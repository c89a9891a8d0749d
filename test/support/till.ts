// A project whose one agent charges cards and wires money: the first target is said to know idempotency keys, the other not.
import { agentFile } from "./theatre.ts";

const script = agentFile(
  "Till",
  `start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Help.
        actions:
            charge: @actions.Charge
                with note = ...
            wire: @actions.Wire
    actions:
        Charge:
            description: "Charges the card"
            target: "flow://Charge"
            inputs:
                note: string
                    is_required: False
            outputs:
                receipt: string
        Wire:
            description: "Wires money"
            target: "flow://Wire"
            outputs:
                receipt: string
`,
);

/** Files of the project, by path; its tokens last longer than any experiment. @param target `host:port` that both actions call */
export const tillProject = (target: string): Readonly<Record<string, string>> => ({
  "dragoman.yaml": `org:
  name: Crash
users:
  - username: api@crash.example
    name: API
apps:
  - name: Client
    runAs: api@crash.example
    jwtTimeoutMinutes: 720
actions:
  flow://Charge:
    url: http://${target}/charge
    idempotent: true
  flow://Wire:
    url: http://${target}/wire
`,
  "agents/Till/Till.agent": script,
});
