// Asking for one thing after another: `collect` (agent-script spec §5.9).
import assert from "node:assert/strict";
import { agentOf, told } from "../../support/scripts.ts";
import { type Line, script, stage, stepsOf, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { left, parametersOf } from "./on-stage.ts";

const source = script("06_intake_collect");
const ending =
  "            if @variables.ticket is not None:\n                | Tell the employee the ticket number is {!@variables.ticket}.\n";
const running = source.slice(
  source.indexOf("            if @variables.ticket is None and"),
  source.indexOf(ending) + ending.length,
);
const intake = agentOf(source);
/** The same form with nothing after its last question. */
const bare = agentOf(source.replace(running, ""));
const ticketed = { Create_Ticket: () => ({ ticket: "T-9" }) };
const capture = (fields: Readonly<Record<string, unknown>>): Line => [["capture_intake_fields", fields]];

/** A conversation that waits in the form, with these values in it. */
function filling(values: Readonly<Record<string, string>>, agent = intake) {
  const on = stage(agent, ticketed);
  on.state = { ...on.state, node: "intake", resume: "intake", variables: { ...on.state.variables, ...values } };
  return on;
}
const asked = async (values: Readonly<Record<string, string>>) =>
  (await filling(values).take("hm", ["Yes?"])).requests[0]?.instructions ?? "";

export const collectRules: readonly Rule[] = [
  rule("agent-script §5.9", "collect is not for the start agent: the script is refused", async () => {
    const misplaced = source.replace(
      "        instructions: |\n            Pick the matching desk.",
      '        instructions: ->\n            collect @variables.device\n                message: "Which?"',
    );
    assert.notEqual(misplaced, source);
    assert.ok(told(misplaced).some((problem) => problem.startsWith("error")));
  }),
  rule(
    "agent-script §5.9 (1)",
    "the first thing without a value is asked for, in the author's words, and nothing after it",
    async () => {
      const first = await asked({});
      assert.ok(
        first.startsWith(
          'Ask the user for device. Use exactly this message: "Which device is affected?" When they answer, call capture_intake_fields with device.',
        ),
        first,
      );
      assert.doesNotMatch(first, /contact_pref|email/);
      assert.match(await asked({ device: "laptop" }), /^Ask the user for contact_pref\./);
    },
  ),
  rule("agent-script §5.9 (1)", "a message of several lines is told line by line", async () => {
    assert.match(
      await asked({ device: "laptop", contact_pref: "phone" }),
      /"Which phone number\?\nInclude the country code\."/,
    );
  }),
  rule("agent-script §5.9 (2)", "the capture tool takes every thing the form collects, and requires none", async () => {
    const take = await filling({}).take("hm", ["Yes?"]);
    const parameters = parametersOf(take, "capture_intake_fields");
    assert.deepEqual(Object.keys(parameters?.properties ?? {}), ["device", "contact_pref", "email", "phone"]);
    assert.deepEqual(parameters?.required, []);
  }),
  rule(
    "agent-script §5.9 (2)",
    "what a capture leaves out keeps its value, and what it gives may come early",
    async () => {
      const take = await filling({ device: "laptop" }).take("hm", [capture({ email: "a@b.c" }), "Yes?"]);
      assert.deepEqual(
        ["device", "contact_pref", "email"].map((name) => left(take, name)),
        ["laptop", null, "a@b.c"],
      );
    },
  ),
  rule(
    "agent-script §5.9 (3)",
    "while something is asked for, a tool to cancel is there, and the model is told of it",
    async () => {
      const take = await filling({}).take("hm", ["Yes?"]);
      assert.deepEqual(toolsOf(take.requests[0]), ["capture_intake_fields", "cancel_intake_collect"]);
      assert.match(take.requests[0]?.instructions ?? "", /call cancel_intake_collect\.$/);
    },
  ),
  rule("agent-script §5.9 (4)", "after the answer the turn ends, and the next one begins in the form", async () => {
    const on = stage(intake, ticketed);
    const first = await on.take("broken", [[["go_intake"]], "Which device?"]);
    assert.equal(first.outcome.state.resume, "intake");
    const second = await on.take("a laptop", [capture({ device: "laptop" }), "Email or phone?"]);
    assert.equal(stepsOf(second, "NodeEntryStateStep")[0]?.agent_name, "intake");
  }),
  rule("agent-script §5.9", "neighbouring branches are one step: only the one whose condition holds asks", async () => {
    const byPhone = await asked({ device: "laptop", contact_pref: "phone" });
    assert.match(byPhone, /^Ask the user for phone\./);
    assert.doesNotMatch(byPhone, /email address/);
  }),
  rule("agent-script §5.9", "such a step is complete when any of its things has a value", async () => {
    const take = await filling({ device: "laptop", contact_pref: "phone", email: "a@b.c" }).take("hm", ["Yes."]);
    assert.doesNotMatch(take.requests[0]?.instructions ?? "", /Ask the user/);
    assert.equal(take.outcome.state.resume, undefined);
  }),
  rule(
    "agent-script §5.9",
    "a form that is complete has no tools of its own, and the next turn begins at the start",
    async () => {
      const on = filling({ device: "laptop", contact_pref: "email" });
      const take = await on.take("a@b.c", [capture({ email: "a@b.c" }), "T-9."]);
      assert.deepEqual([toolsOf(take.requests[1]), take.outcome.state.resume], [[], undefined]);
      assert.equal(stepsOf(await on.take("thanks", ["Welcome."]), "NodeEntryStateStep")[0]?.agent_name, "router");
    },
  ),
  rule(
    "agent-script §5.9",
    "what follows the last collect runs once nothing is missing, and speaks for itself",
    async () => {
      const take = await filling({ device: "laptop", contact_pref: "email" }).take("a@b.c", [
        capture({ email: "a@b.c" }),
        "T-9.",
      ]);
      assert.deepEqual(take.acts, [["Create_Ticket", { device: "laptop", contact: "a@b.c" }]]);
      assert.equal(take.requests[1]?.instructions, "Tell the employee the ticket number is T-9.");
    },
  ),
  rule("agent-script §5.9", "a form with nothing after it tells the model that all is collected", async () => {
    const take = await filling({ device: "laptop", contact_pref: "email", email: "a@b.c" }, bare).take("hm", ["Yes."]);
    assert.equal(
      take.requests[0]?.instructions,
      "All required details are collected. Do not ask for anything further.",
    );
  }),
  rule(
    "agent-script §5.9",
    "a cancel keeps what is there, asks no more, and the next turn begins at the start",
    async () => {
      const on = filling({ device: "laptop" });
      const take = await on.take("never mind", [[["cancel_intake_collect"]], "As you wish."]);
      assert.doesNotMatch(take.requests[1]?.instructions ?? "", /Ask the user/);
      assert.deepEqual([take.outcome.state.resume, left(take, "device")], [undefined, "laptop"]);
      assert.equal(stepsOf(await on.take("hello", ["Hello."]), "NodeEntryStateStep")[0]?.agent_name, "router");
    },
  ),
  rule(
    "agent-script §5.9",
    "a form that was cancelled asks on where it was left when the user comes back to it",
    async () => {
      const on = filling({ device: "laptop" });
      await on.take("never mind", [[["cancel_intake_collect"]], "As you wish."]);
      const back = await on.take("still broken", [[["go_intake"]], "Email or phone?"]);
      assert.match(back.requests[1]?.instructions ?? "", /^Ask the user for contact_pref\./);
      assert.equal(back.outcome.state.resume, "intake");
    },
  ),
  rule("agent-script §5.9", "a value of the wrong type is an error result, and the question stays", async () => {
    const take = await filling({}).take("hm", [capture({ device: ["laptop"] }), "Which device?"]);
    assert.match(take.requests[1]?.instructions ?? "", /^Ask the user for device\./);
    assert.equal(left(take, "device"), null);
  }),
];
