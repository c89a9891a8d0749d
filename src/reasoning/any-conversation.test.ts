// Whatever models call in the largest examples, and whatever users answer: what holds after every turn.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { isPaired, type Line, script, shown, stage } from "../../test/support/stage.ts";
import type { Input } from "./events.ts";

const actions = {
  Get_Guest: () => ({ profile: { name: "Ada" }, interests: ["museums"], budget: 180 }),
  Forecast: () => ({ summary: "snow", celsius: -2 }),
  Opening_Hours: () => ({ is_open: true, next_open: "Mon 9:00" }),
  Send_Code: () => ({ sent: true }),
  Check_Code: () => ({ ok: true }),
  Get_Bill: () => ({ bill: { kwh: 300 }, balance: 120.5, audit_id: "X-SECRET" }),
  Draft_Reply: () => ({ promptResponse: "It was cold." }),
  File_Complaint: () => ({ complaint_id: "C-9", severity: "high" }),
  Answer: () => ({ answer: "A meter." }),
  simple_choices: () => ({}),
  Create_Ticket: () => ({ ticket: "T-9" }),
};
const connected = async () => ({ ok: true, text: "900 points." }) as const;

const args = fc.constantFrom<Readonly<Record<string, unknown>>>(
  {},
  { account_no: "12345678" },
  { code: "998877" },
  { text: "Too high", severity: "high" },
  { device: "laptop", contact_pref: "email" },
  { email: "a@b.c" },
  { budget: 900 },
  { query: "meter" },
  { message: "Which?", choices: ["a", "b"] },
  { message: { nested: null }, choices: [1], account_no: [] },
);
const input: fc.Arbitrary<string | Input> = fc.constantFrom<string | Input>(
  "hello",
  { kind: "approve" },
  { kind: "approve", values: { text: "Edited" } },
  { kind: "cancel" },
  { kind: "transfer", succeeded: false },
);

describe("any conversation with", () => {
  test.for(["04_concierge_delegation", "05_utility_service_full", "06_intake_collect"])("%s", async (name) => {
    const agent = agentOf(script(name));
    const names = Object.values(agent.nodes).flatMap(({ tools }) => tools.map((tool) => tool.name));
    const call = fc.tuple(
      fc.constantFrom(...names, "choose", "capture_intake_fields", "cancel_intake_collect", "toString"),
      args,
    );
    const line: fc.Arbitrary<Line> = fc.oneof(
      fc.constant("An answer."),
      fc.array(call, { minLength: 1, maxLength: 3 }),
      fc.array(call, { minLength: 1, maxLength: 1 }).map((calls) => ({ text: "One moment.", calls })),
    );
    const turns = fc.array(fc.tuple(input, fc.array(line, { maxLength: 8 })), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(turns, async (conversation) => {
        const on = stage(agent, actions, {}, { connected });
        for (const [said, lines] of conversation) {
          const take = await on.take(said, lines);
          const { node, resume, pending } = take.outcome.state;
          expect(isPaired(on.history), "calls and results stay together").toBe(true);
          for (const { messages } of take.requests) expect(isPaired(messages), "in prompts too").toBe(true);
          expect([node, resume ?? node, pending?.node ?? node].every((one) => one in agent.nodes)).toBe(true);
          const complaints = take.acts.filter(([action]) => action === "File_Complaint");
          expect(complaints.length === 0 || (typeof said === "object" && said.kind === "approve")).toBe(true);
        }
        expect(shown(on.requests) + JSON.stringify(on.history)).not.toContain("X-SECRET");
      }),
      { numRuns: 150 },
    );
  });
});
