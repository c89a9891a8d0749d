// A conversation on the stage: what stands in for connected agents, formats and questions, and what is told of them.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { script } from "../../test/support/stage.ts";
import type { Agent } from "../script/agent.ts";
import { type Conversation, readConversation, readResults } from "./conversation.ts";
import { rehearse } from "./rehearse.ts";
import { unknownNames } from "./unknown-names.ts";

function conversation(yaml: string): Conversation {
  const read = readConversation(yaml);
  if (!read.ok) throw new Error(read.why.join("\n"));
  return read.value;
}

/** The moments of each turn, without those of entering nodes. */
async function play(agent: Agent, yaml: string) {
  const { turns, ok } = await rehearse(agent, conversation(yaml));
  return { ok, turns, moments: turns.map(({ moments }) => moments.filter(({ kind }) => kind !== "enters")) };
}

describe("connected agents", () => {
  const concierge = agentOf(script("04_concierge_delegation"));
  const asking = (agents: string) => `
actions: { Get_Guest: { interests: [art], budget: 10 } }
agents: ${agents}
turns:
  - user: My points?
    model: [{ call: { ask_loyalty: } }, I have asked.]
  - user: And now?
    model: [{ call: { ask_loyalty: } }, Asked again.]
`;

  test("give their answers in order, the last again and again", async () => {
    const { moments, ok } = await play(
      concierge,
      asking("{ Loyalty_Desk: [{ error: They are closed. }, 120 points] }"),
    );
    const answers = moments.flat().flatMap((moment) => (moment.kind === "asks" ? [moment.answer] : []));
    expect(answers).toEqual(["They are closed.", "120 points"]);
    expect(ok).toBe(true);
  });

  test("without an answer fail the run, which names them", async () => {
    const { turns, ok } = await play(concierge, asking("{}"));
    expect(turns[0]?.failures).toEqual(["turn 1: Loyalty_Desk is asked and has no answer: give one under `agents`"]);
    expect(ok).toBe(false);
  });

  test("have to be the script's", () => {
    const talk = conversation("{ agents: { Loyality_Desk: 5 points }, turns: [{ user: hi }] }");
    expect(unknownNames(concierge, talk)).toEqual([
      'agents: The script has no connected agent "Loyality_Desk". Did you mean "Loyalty_Desk"?',
    ]);
  });
});

test("an output that does not fit its declared type fails the action, as it would on a server", async () => {
  const { moments } = await play(
    agentOf(script("03_parcel_desk")),
    `
actions: { Lookup_Parcel: { late_days: many } }
turns:
  - user: PX-1
    model: [{ call: { save_id: { parcel_id: PX-1 } } }, { call: { open_tracking: } }]
`,
  );
  expect(moments[0]).toContainEqual(
    expect.objectContaining({
      kind: "acts",
      result: { error: 'Output "late_days" of Lookup_Parcel is not of its declared type, number.' },
    }),
  );
});

test("a call that is refused, and why a turn failed, are told to the author and not to the user", async () => {
  const { moments, turns } = await play(
    agentOf(script("02_clinic_router")),
    "turns: [{ user: Book, model: [{ call: { go_to_booking: } }, { fail: timeout }] }]",
  );
  expect(moments[0]?.map(({ kind }) => kind)).toEqual(["sets", "calls", "refused", "sets", "notes", "says"]);
  expect(turns[0]?.messages).toMatchObject([{ type: "Inform", message: "The desk is unavailable right now." }]);
});

test("the greeting has its variables, and is what the model reads first", async () => {
  const agent = agentOf(script("01_greeter"));
  const { greeting } = await rehearse(agent, conversation("turns: [{ user: hi, model: [Hello.] }]"));
  expect(greeting).toBe("Hello from the library desk.");
});

describe("a file that cannot be used says where and why", () => {
  test.for([
    ["turns: [{ user: 5 }]", "turns[0].user: "],
    ["turns: [{ user: hi, approve: yes }]", "turns[0].approve: "],
    ["turns: [{ user: hi, expect: { events: [Infrom] } }]", "turns[0].expect.events[0]: "],
    ["{ turns: [{ user: hi }], acitons: {} }", 'the file: Unrecognized key: "acitons". Did you mean "actions"?'],
    [
      "turns: [{ user: hi, expect: { say: Hi, nod: x } }]",
      'turns[0].expect: Unrecognized keys: "say", "nod". Did you mean "says", "node"?',
    ],
    ["turns: [{ user: hi, model: [{ call: open }] }]", "turns[0].model[0].call: write a tool with its arguments"],
    ["turns: [{ approve: false }]", "turns[0].approve: write `true`, or the values by input; `cancel: true` refuses"],
    ["{ actions: { A: 5 }, turns: [{ user: hi }] }", "actions.A: "],
    ["[]", "the file: "],
    ["", "the file: "],
  ] as const)("%s", ([yaml, beginning]) => {
    const read = readConversation(yaml);
    expect(read.ok ? [] : read.why.map((sentence) => sentence.slice(0, beginning.length))).toContain(beginning);
  });

  test("results in a file of their own are read alike", () => {
    expect(readResults("Find: { a: 1 }")).toEqual({ ok: true, value: { Find: [{ a: 1 }] } });
    expect(readResults("Find: 1").ok).toBe(false);
  });
});
