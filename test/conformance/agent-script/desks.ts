// The desks that rules of more than one paragraph play on.
import { desk, type Line } from "../../support/stage.ts";

/** A desk with one action, reached by these tools. */
export const withTools = (tools: string, fields = "") =>
  desk(`
    actions:
        Find:
            description: "Find a thing"
            inputs:
                thing: string
                    is_required: True
                shelf: number
                colour: string
                depth: integer = 3
            outputs:
                place: string
                grade: string
                secret: string
                    filter_from_agent: True
                inner: string
                    is_used_by_planner: False
            target: "flow://Find"
${fields}
    reasoning:
        instructions: ->
            | Serve.
        actions:
${tools}
`);

export const finder = withTools(`
            find: @actions.Find
                with shelf=...
                with colour=...
            gated: @actions.Find
                available when @variables.count > 0
            bound: @actions.Find
                with thing=@variables.name
                with shelf="2"
            store: @utils.setVariables
                with count=...
                with items=...
            away: @utils.transition to @subagent.other
`);
export const found = { Find: () => ({ place: "shelf", grade: "good", secret: "Z9", inner: "Y8", undeclared: "X7" }) };
export const broken = { Find: () => ({ ok: false, reason: "failed", message: "Find failed." }) as const };
/** A reply with one call. */
export const call = (name: string, args: Readonly<Record<string, unknown>> = {}): Line => [[name, args]];

/** An action without inputs, for nodes of one's own. */
export const lookAction = `
    actions:
        Look:
            outputs:
                place: string
            target: "flow://Look"
`;
export const looked = { Look: () => ({ place: "shelf" }) };

/** A node that counts its entries in `count` and goes to the other node and back. */
export const returning = desk(
  `
    before_reasoning:
        set @variables.count = @variables.count + 1
    reasoning:
        instructions: ->
            | Entered {!@variables.count} times.
        actions:
            note: @utils.setVariables
                with name=...
            away: @utils.transition to @subagent.way_back
`,
  `
subagent way_back:
    description: "Leads back"
    reasoning:
        instructions: ->
            transition to @subagent.desk
`,
);
