// Properties of turns, for random scripts, whatever models call and users answer (agent-script spec §5).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { State, TurnEvent } from "../../src/reasoning/events.ts";
import { limits } from "../../src/reasoning/limits.ts";
import type { Agent, Value } from "../../src/script/agent.ts";
import { actions, anyConversation, anyScript, everyWay, gateOf, SECRETS } from "../support/any-script.ts";
import { agentOf } from "../support/scripts.ts";
import { isPaired, type Line, shown, stage, stepsOf, type Take } from "../support/stage.ts";

type Conversation = readonly (readonly [Parameters<ReturnType<typeof stage>["take"]>[0], readonly Line[]])[];

const shownAs = (source: string) => Object.assign(agentOf(source), { [fc.toStringMethod]: () => source });
/** An agent that shows as its script where a property fails. */
const anyAgent = anyScript.map(shownAs);
const conversations: fc.Arbitrary<Conversation> = anyConversation;
/** Played first, so that every property meets what it is about. */
const examples: [Agent, Conversation][] = [[shownAs(everyWay.script), everyWay.conversation]];
const runs = { numRuns: 50, examples };

/** Models that never stop: the lines, over and over. */
const endless = (lines: readonly Line[]): readonly Line[] =>
  Array.from({ length: 200 }, (_, at) => lines[at % lines.length]!);

/** Play a conversation; between two turns, its state and history go through `between`. */
async function played(
  agent: Agent,
  conversation: Conversation,
  between: <T>(kept: T) => T,
  each: (take: Take, on: ReturnType<typeof stage>) => void = () => {},
): Promise<readonly Take[]> {
  const on = stage(agent, actions);
  const takes: Take[] = [];
  for (const [said, lines] of conversation) {
    on.state = between(on.state);
    on.history = between(on.history);
    const take = await on.take(said, endless(lines));
    on.state = take.outcome.state;
    takes.push(take);
    each(take, on);
  }
  return takes;
}

const same = <T>(kept: T): T => kept;
const throughJson = <T>(kept: T): T => JSON.parse(JSON.stringify(kept)) as T;
/** A copy that cannot be changed but at its top. */
const frozen = <T>(kept: T): T => {
  const copy = throughJson(kept);
  if (Array.isArray(copy)) copy.forEach(freeze);
  else freeze(copy);
  return copy;
};
function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  Object.values(value).forEach(freeze);
  Object.freeze(value);
}
const bytes = (takes: readonly Take[]) =>
  JSON.stringify(takes.map(({ events, outcome, keys }) => ({ events, outcome, keys })));

describe("for any script, any model and any user", () => {
  test("a conversation plays again to the same bytes", async () => {
    await fc.assert(
      fc.asyncProperty(anyAgent, conversations, async (agent, conversation) => {
        expect(bytes(await played(agent, conversation, same))).toBe(bytes(await played(agent, conversation, same)));
      }),
      runs,
    );
  });

  test("state and history stored and read back between any two turns change nothing, and no turn changes those it was given", async () => {
    const met = { pending: 0, inquiry: 0, resume: 0, escalated: 0, ended: 0 };
    const meet = ({ pending, inquiry, resume, status }: State) => {
      if (pending) met.pending += 1;
      if (inquiry) met.inquiry += 1;
      if (resume) met.resume += 1;
      if (status !== "active") met[status] += 1;
    };
    await fc.assert(
      fc.asyncProperty(anyAgent, conversations, async (agent, conversation) => {
        const live = bytes(await played(agent, conversation, same, ({ outcome }) => meet(outcome.state)));
        expect(bytes(await played(agent, conversation, throughJson))).toBe(live);
        expect(bytes(await played(agent, conversation, frozen))).toBe(live);
      }),
      runs,
    );
    for (const [what, times] of Object.entries(met))
      expect(times, `conversations must meet: ${what}`).toBeGreaterThan(0);
  });

  test("a gated tool is never offered and never runs, and a hidden output is never shown", async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(anyAgent, conversations, async (agent, conversation) => {
        const requests: Take["requests"][number][] = [];
        await played(agent, conversation, same, (take, on) => {
          requests.push(...take.requests);
          for (const { tools, variables } of offersIn(take.events)) {
            const shut = tools.filter((name) => gateOf(name)?.opens(variables) === false);
            expect(shut, "offered behind a shut gate").toEqual([]);
          }
          expect(take.acts.map(([name]) => name)).not.toContain("Forbidden");
          for (const message of on.history) {
            if (message.role !== "tool" || !message.name.startsWith("forbidden_")) continue;
            refused += 1;
            expect(message).toMatchObject({ failed: true, result: { error: expect.any(String) } });
          }
          for (const secret of Object.values(SECRETS)) expect(shown(requests) + bytes([take])).not.toContain(secret);
        });
      }),
      runs,
    );
    expect(refused, "conversations must call what is forbidden").toBeGreaterThan(0);
  });

  test("every call in a history or a prompt is followed by its result, and nothing joins the history twice", async () => {
    await fc.assert(
      fc.asyncProperty(anyAgent, conversations, async (agent, conversation) => {
        await played(agent, conversation, same, (take, on) => {
          expect(isPaired(on.history)).toBe(true);
          for (const { messages } of take.requests) expect(isPaired(messages)).toBe(true);
          const ids = on.history.flatMap((message) => (message.role === "tool" ? [message.callId] : []));
          expect(new Set(ids).size).toBe(ids.length);
        });
      }),
      runs,
    );
  });

  test("a turn ends within its limits", async () => {
    // A call of the model ends in tool calls, in an answer that a hook goes on from, or for a node that was asked.
    const most = limits.toolCallsPerTurn + 1 + limits.transitionsPerTurn + limits.toolCallsPerTurn + 2;
    await fc.assert(
      fc.asyncProperty(anyAgent, conversations, async (agent, conversation) => {
        await played(agent, conversation, same, (take) => {
          expect(take.outcome.modelCalls).toBeLessThanOrEqual(most);
          const handoffs = stepsOf(take, "TransitionStep").filter(({ transition_type: type }) => type === "handoff");
          expect(handoffs.length).toBeLessThanOrEqual(limits.transitionsPerTurn);
          const { status, pending, inquiry } = take.outcome.state;
          const waits = status !== "active" || pending !== undefined || inquiry !== undefined;
          expect(waits || take.said.length > 0, "it says something, or waits for someone").toBe(true);
        });
      }),
      runs,
    );
  });

  test("an action that needs an approval runs after an approval alone, and once for each", async () => {
    let approved = 0;
    await fc.assert(
      fc.asyncProperty(anyAgent, conversations, async (agent, conversation) => {
        const takes = await played(agent, conversation, same);
        for (const [at, take] of takes.entries()) {
          const asked = take.acts.filter(([name]) => name === "Ask").length;
          const said = conversation[at]?.[0];
          const waiting = takes[at - 1]?.outcome.state.pending !== undefined;
          const may = waiting && typeof said === "object" && said.kind === "approve";
          expect(asked).toBeLessThanOrEqual(may ? 1 : 0);
          approved += asked;
        }
      }),
      runs,
    );
    expect(approved, "conversations must approve something").toBeGreaterThan(0);
  });
});

/** What each model call of a turn was offered, with the variables as the trace tells them at that moment. */
function offersIn(events: readonly TurnEvent[]) {
  const offers: { readonly tools: readonly string[]; readonly variables: Readonly<Record<string, Value>> }[] = [];
  let variables: Record<string, Value> = {};
  for (const event of events) {
    if (event.type !== "step") continue;
    const { step } = event;
    if (step.type === "SessionInitialStateStep") variables = { ...(step.variable_values as typeof variables) };
    if (step.type === "VariableUpdateStep") {
      const updates = step.variable_updates as readonly { variable_name: string; variable_new_value: Value }[];
      for (const update of updates) variables[update.variable_name] = update.variable_new_value;
    }
    if (step.type === "LLMStep")
      offers.push({ tools: step.tools_sent as readonly string[], variables: { ...variables } });
  }
  return offers;
}
