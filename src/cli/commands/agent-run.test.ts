// `dragoman agent run`: conversations played without a server, and what is said of those that do not go as expected.
import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { examples } from "../../../test/fixtures/scripts/examples.ts";
import { call, folderWith } from "../../../test/support/command.ts";
import { agentRun } from "./agent-run.ts";

const fixtures = resolve(import.meta.dirname, "../../../test/fixtures");
const clinic = examples["02_clinic_router.agent"] ?? "";
const parcels = examples["03_parcel_desk.agent"] ?? "";

/** Play one conversation with an agent. */
async function play(agent: string, conversation: string, options = {}, json = false) {
  const cwd = await folderWith({ "desk.agent": agent, "talk.yaml": conversation });
  return call(agentRun, cwd, ["desk.agent"], { script: ["talk.yaml"], ...options }, json);
}

const greeted = (expected: string) => `
turns:
  - user: hello
    model: [Good day.]
    expect: ${expected}
`;

describe("conversations that go as expected", () => {
  test("are the examples', each with the agent it names, and return 0", async () => {
    const { out, code } = await call(agentRun, fixtures, [], { script: ["conversations"] });
    expect(out).toMatch(/3 conversations played: all as expected\n$/);
    expect(code).toBe(0);
  });

  test("are printed as they go: words, calls, actions, variables, nodes", async () => {
    const { out } = await call(agentRun, fixtures, [], { script: ["conversations/late-parcel.yaml"] });
    const lines = out.split("\n").map((line) => line.trim());
    expect(lines.slice(0, 12)).toEqual([
      "conversations/late-parcel.yaml with scripts/03_parcel_desk.agent",
      "agent     Parcel desk here.",
      "",
      "user      Where is PX-1?",
      "enters    parcel_router",
      'calls     save_id {"parcel_id":"PX-1"}',
      'sets      parcel_id = "PX-1"',
      "calls     open_tracking {}",
      "enters    tracking",
      "sets      turns = 1",
      'runs      Lookup_Parcel {"tracking_number":"PX-1","depth":1} → {"status":"in transit","late_days":9,"internal_code":"Z9"}',
      'sets      status = "in transit"',
    ]);
    expect(lines).toContain("ends      the conversation is over (Action)");
    expect(out).not.toContain("LLMStep");
  });

  test("are the same to the byte each time, the trace included", async () => {
    for (const json of [false, true]) {
      const options = { script: ["conversations"], trace: true };
      const [first, second] = [
        await call(agentRun, fixtures, [], options, json),
        await call(agentRun, fixtures, [], options, json),
      ];
      expect(first.out).toBe(second.out);
      expect(first.out).toContain("LLMStep");
    }
  });

  test("are data under --json", async () => {
    const { out } = await call(agentRun, fixtures, [], { script: ["conversations/clinic.yaml"] }, true);
    expect(JSON.parse(out)).toMatchObject([
      {
        conversation: "conversations/clinic.yaml",
        agent: "scripts/02_clinic_router.agent",
        ok: true,
        greeting: "Welcome to Paws Clinic!",
        turns: [
          {
            input: { user: "Can I book Rex, my dog, for Friday?" },
            messages: [{ type: "Inform", message: "Friday 3pm works." }],
            plan: expect.arrayContaining([expect.objectContaining({ type: "UserInputStep" })]),
            state: { node: "booking", variables: { pet_name: "Rex" } },
            failures: [],
          },
          { input: { user: "any feeding tips?" } },
        ],
      },
    ]);
  });

  test("show control characters of a reply as signs", async () => {
    const { out } = await play(clinic, 'turns: [{ user: hi, model: ["\\e[2Jgone"] }]');
    expect(out).toContain("agent     ␛[2Jgone");
    expect(out).not.toContain("\u001b");
  });
});

describe("a conversation that does not go as expected returns 1, and says what was there instead", () => {
  test.for([
    ["{ says: Good night. }", 'turn 1: says: expected ["Good night."], found ["Good day."]'],
    ["{ tools: [go_to_advice] }", 'turn 1: tools: expected ["go_to_advice"], found ["remember_pet","go_to_advice"]'],
    ["{ instructions: The pet is called }", 'turn 1: instructions: expected "The pet is called", found "Find out'],
    ["{ node: booking }", 'turn 1: node: expected "booking", found "front_desk"'],
    ["{ variables: { visits: 2 } }", "turn 1: variables.visits: expected 2, found 1"],
    ["{ events: [Confirm] }", 'turn 1: events: expected ["Confirm"], found ["Inform"]'],
  ] as const)("%s", async ([expected, sentence]) => {
    const { out, code } = await play(clinic, greeted(expected));
    expect(out).toContain(sentence);
    expect(out).toMatch(/1 conversation played: 1 not as expected\n$/);
    expect(code).toBe(1);
  });

  test("an action with other inputs, or another action", async () => {
    const talk = (actions: string) => `
actions: { Lookup_Parcel: { status: lost, late_days: 0 } }
turns:
  - user: PX-1?
    model: [{ call: { save_id: { parcel_id: PX-1 } } }, { call: { open_tracking: } }, It is lost.]
    expect: { actions: ${actions} }
`;
    expect((await play(parcels, talk("[{ Lookup_Parcel: { depth: 1 } }]"))).code).toBe(0);
    expect((await play(parcels, talk("[{ Lookup_Parcel: { depth: 2 } }]"))).out).toContain(
      "actions.Lookup_Parcel.depth: expected 2, found 1",
    );
    expect((await play(parcels, talk("[]"))).out).toContain('actions: expected [], found ["Lookup_Parcel"]');
  });

  test("replies that are missing or left over name the turn", async () => {
    const missing = await play(clinic, "turns: [{ user: hi }]");
    expect(missing.out).toContain("turn 1: the model is called once, and the file has 0 replies: add");
    const left = await play(clinic, "turns: [{ user: hi, model: [Hello., More.] }]");
    expect(left.out).toContain("turn 1: the model is called once, and the file has 2 replies: take away");
    expect([missing.code, left.code]).toEqual([1, 1]);
  });

  test("an action without a result is named", async () => {
    const { out, code } = await play(
      parcels,
      "turns: [{ user: PX-1, model: [{ call: { save_id: { parcel_id: PX-1 } } }, { call: { open_tracking: } }] }]",
    );
    expect(out).toContain("Lookup_Parcel is called and has no result: give one under `actions`");
    expect(code).toBe(1);
  });
});

test("results come one for each call, the last again and again; `error` alone is a failure; a model can fail", async () => {
  const { out, code } = await play(
    parcels,
    `
actions:
  flow://Lookup_Parcel:
    - { error: The depot is closed }
    - { status: found, late_days: 0 }
turns:
  - user: PX-1
    model: [{ call: { save_id: { parcel_id: PX-1 } } }, { call: { open_tracking: } }]
    expect: { says: We could not complete that. Please try again. }
  - user: Again, please
    model: [{ call: { refresh: } }, Found.]
    expect: { says: Found., actions: [Lookup_Parcel, Lookup_Parcel] }
  - user: Thanks
    model: [{ fail: unavailable }]
    expect: { says: We could not complete that. Please try again. }
`,
  );
  expect(out).toMatch(/all as expected/);
  expect(out).toContain('→ {"error":"The depot is closed"}');
  expect(code).toBe(0);
});

test("a user may decline, approve with other values, and write after a failed transfer", async () => {
  const start = `
actions: { Lookup_Parcel: { status: late, late_days: 9 }, Create_Refund: { refund_id: R-1, approved: false }, Log_Event: }
turns:
  - user: PX-1
    model: [{ call: { save_id: { parcel_id: PX-1 } } }, { call: { open_tracking: } }, Sorry.]
  - user: Refund it
    model: [{ call: { refund: { reason: ruined } } }]
    expect: { events: [Confirm] }
`;
  const declined = await play(parcels, `${start}  - { cancel: true, model: [As you wish.], expect: { actions: [] } }`);
  expect(declined.out).toContain("user      (declines)");
  const approved = await play(
    parcels,
    `${start}  - { approve: { reason: broken }, model: [Done.], expect: { actions: [{ Create_Refund: { reason: broken } }, Log_Event] } }`,
  );
  const moved = await play(clinic, "turns: [{ transfer: failed, model: [I am still here.] }]");
  expect([declined.code, approved.code, moved.code]).toEqual([0, 0, 0]);
});

describe("misuse returns 2", () => {
  const refused = (yaml: string, agent = clinic) => play(agent, yaml).then(String, (error: Error) => error);

  test.for([
    ["turns: []", "talk.yaml: turns: "],
    ["turns: [{ user: hi, modle: [] }]", 'talk.yaml: turns[0]: Unrecognized key: "modle". Did you mean "model"?'],
    ["turns: [{ user: hi, cancel: true }]", "talk.yaml: turns[0]: a turn begins with one of"],
    ["turns: [{ user: hi, model: [{}] }]", "talk.yaml: turns[0].model[0]: give `say`, `call` or `fail`"],
    [
      "turns: [{ user: hi, model: [{ call: { go_to_booking: 5 } }] }]",
      "talk.yaml: turns[0].model[0].call.go_to_booking: ",
    ],
    ["turns: [", "talk.yaml: "],
    [
      "turns: [{ user: hi, model: [{ call: { go_to_boking: } }] }]",
      'talk.yaml: turns[0].model[0].call: The script has no tool "go_to_boking". Did you mean "go_to_booking"?',
    ],
    [
      "turns: [{ user: hi, model: [{ call: { xyz: } }] }]",
      'The script has no tool "xyz". It has: remember_pet, go_to_booking, go_to_advice, back_to_desk.',
    ],
    [
      "turns: [{ user: hi, expect: { node: bookin } }]",
      'expect.node: The script has no node "bookin". Did you mean "booking"?',
    ],
    ["{ actions: { Find: {} }, turns: [{ user: hi }] }", 'actions.Find: The script has no action "Find". It has none.'],
    [
      "{ variables: { visits: 1 }, turns: [{ user: hi }] }",
      "variables.visits: it is Internal, so a client cannot set it",
    ],
    ["{ variables: { clinic_phone: x }, turns: [{ user: hi }] }", "variables.clinic_phone: it is a constant"],
  ] as const)("%s", async ([yaml, sentence]) => {
    const error = await refused(yaml);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(sentence) });
  });

  test("an output that no action declares", async () => {
    const error = await refused("{ actions: { Lookup_Parcel: { statsu: x } }, turns: [{ user: hi }] }", parcels);
    expect(error).toMatchObject({
      message: expect.stringContaining(
        'actions.Lookup_Parcel: The script has no output "statsu". Did you mean "status"?',
      ),
    });
  });

  test("no conversation at all, and one that names no agent", async () => {
    const cwd = await folderWith({ "talk.yaml": "turns: [{ user: hi, model: [Hello.] }]" });
    await expect(call(agentRun, cwd, [])).rejects.toMatchObject({ exitCode: 2, message: /--script/ });
    await expect(call(agentRun, cwd, [], { script: ["talk.yaml"] })).rejects.toMatchObject({
      exitCode: 2,
      message: /talk\.yaml names no agent/,
    });
    await expect(call(agentRun, cwd, [], { script: ["talk.yaml", "desk.agent"] })).rejects.toMatchObject({
      message: /put the agent before --script/,
    });
  });
});

test("an agent with errors prints them, and returns 1", async () => {
  const broken = clinic.replace("@subagent.advice", "@subagent.advise");
  const { out, code } = await play(broken, "turns: [{ user: hi, model: [Hello.] }]");
  expect(out).toMatch(/^desk\.agent:\d+:\d+ error /m);
  expect(code).toBe(1);
  const { out: json } = await play(broken, "turns: [{ user: hi, model: [Hello.] }]", {}, true);
  expect(JSON.parse(json)).toMatchObject([
    { ok: false, problems: expect.arrayContaining([expect.objectContaining({ severity: "error" })]), turns: [] },
  ]);
});

test("the argument's agent outranks the one the conversation names", async () => {
  const cwd = await folderWith({ "talk.yaml": "{ agent: nowhere.agent, turns: [{ user: hi, model: [Hello.] }] }" });
  await cp(join(fixtures, "scripts/01_greeter.agent"), join(cwd, "desk.agent"));
  expect((await call(agentRun, cwd, ["desk.agent"], { script: ["talk.yaml"] })).code).toBe(0);
});
