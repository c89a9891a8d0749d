// Actions that ask the user first: what is proposed, and what an answer does.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { isPaired, results, script, stage, types } from "../../test/support/stage.ts";

describe("approval", () => {
  const agent = agentOf(script("03_parcel_desk"));
  const actions = {
    Create_Refund: () => ({ refund_id: "R-7", approved: true }),
    Log_Event: () => ({ event_id: "E1" }),
  };
  const late = { parcel_id: "PX-1", status: "in transit", late_days: 9 };
  const proposed = async () => {
    const on = stage(agent, actions);
    on.state = { ...on.state, variables: { ...on.state.variables, ...late } };
    const take = await on.take("Refund it", [
      [
        ["refund", { reason: "ruined" }],
        ["refresh", { depth: 2 }],
      ],
    ]);
    const confirm = take.events.find((event) => event.type === "confirm");
    if (confirm?.type !== "confirm") throw new Error("nothing was proposed");
    return { on, take, confirm };
  };

  test("C3: while a call waits, nothing of its reply is in the history", async () => {
    const { on, take, confirm } = await proposed();
    expect(take.acts).toEqual([]);
    expect(confirm).toMatchObject({ action: "Create_Refund", values: { tracking_number: "PX-1", reason: "ruined" } });
    expect(on.history).toEqual([{ role: "user", text: "Refund it" }]);
    const done = await on.take({ kind: "approve", id: confirm.id }, ["Done."]);
    expect(isPaired(on.history)).toBe(true);
    expect(done.history.map(({ role }) => role)).toEqual(["assistant", "tool", "tool", "assistant"]);
    expect(results(done)[1]).toMatchObject({ error: expect.stringContaining("another action") });
  });

  test("what the user edited is what is run", async () => {
    const { on } = await proposed();
    const values = { tracking_number: "PX-1", reason: "too late" };
    const done = await on.take({ kind: "approve", values }, ["Done."]);
    expect(done.acts[0]).toEqual(["Create_Refund", { tracking_number: "PX-1", reason: "too late" }]);
  });

  test("C2: what the script fixed is not the user's to edit", async () => {
    const { on } = await proposed();
    const values = { tracking_number: "PX-2", reason: "ruined" };
    const refused = await on.take({ kind: "approve", values }, ["That cannot be changed."]);
    expect(refused.acts).toEqual([]);
    expect(JSON.stringify(results(refused))).toContain("tracking_number");
  });

  test('C1: "yes" as text approves nothing; the node goes on and may propose again', async () => {
    const { on, confirm } = await proposed();
    const again = await on.take("yes", [[["refund", { reason: "ruined" }]]]);
    expect(again.acts).toEqual([]);
    expect(again.history.map(({ role }) => role)).toEqual(["assistant", "tool", "tool", "user"]);
    expect(again.outcome.state.pending?.id).not.toBe(confirm.id);
    const done = await on.take({ kind: "approve" }, ["Done."]);
    expect(done.acts.map(([name]) => name)).toEqual(["Create_Refund", "Log_Event"]);
    expect(isPaired(on.history)).toBe(true);
  });

  test("C1: an answer to something else approves nothing, and the proposal stays", async () => {
    const { on, confirm } = await proposed();
    const missed = await on.take({ kind: "approve", id: "something else" }, []);
    expect(types(missed.events)).toEqual(["failure"]);
    expect(missed.outcome.state.pending?.id).toBe(confirm.id);
    expect((await on.take({ kind: "cancel", id: confirm.id }, ["As you wish."])).said).toEqual(["As you wish."]);
    expect(types((await on.take({ kind: "approve", id: confirm.id }, [])).events)).toEqual(["failure"]);
  });

  test("an approval that comes when the tool is gated off runs nothing", async () => {
    const { on } = await proposed();
    on.state = { ...on.state, variables: { ...on.state.variables, late_days: 0 } };
    const refused = await on.take({ kind: "approve" }, ["It is not late any more."]);
    expect(refused.acts).toEqual([]);
  });
});
