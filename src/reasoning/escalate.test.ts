// Handing a conversation over to a person.
import { describe, expect, test } from "vitest";
import { desk, isPaired, results, stage } from "../../test/support/stage.ts";

describe("handing over to a person", () => {
  const body = `
    reasoning:
        instructions: ->
            | Help.
        actions:
            human: @utils.escalate
                description: "Customer asks for a person"
`;
  const routed = desk(
    body,
    `
connection messaging:
    escalation_message: "One moment, {!@variables.name}."
    outbound_route_type: "OmniChannelFlow"
    outbound_route_name: "flow://Route_To_Desk"
`,
  );

  test("says so with the connection's route, and ends the turn", async () => {
    const take = await stage(routed).take("a person please", [[["human"]]]);
    expect(take.events.filter(({ type }) => type === "escalate")).toEqual([
      {
        type: "escalate",
        message: "One moment, you.",
        routeType: "OmniChannelFlow",
        routeName: "flow://Route_To_Desk",
        connection: "messaging",
      },
    ]);
    expect(take.outcome.state.status).toBe("escalated");
    expect(isPaired(take.history)).toBe(true);
  });

  test("is an error where the connection has no route", async () => {
    const take = await stage(desk(body)).take("a person please", [[["human"]], "I am sorry."]);
    expect(results(take)).toMatchObject([{ error: expect.stringContaining("no route") }]);
    expect(take.outcome.state.status).toBe("active");
  });

  test("that nobody took is told to the agent, which goes on", async () => {
    const on = stage(routed);
    await on.take("a person please", [[["human"]]]);
    const take = await on.take({ kind: "transfer", succeeded: false, description: "NoAgentAvailable" }, [
      "Nobody is free.",
    ]);
    expect(take.requests[0]?.messages.at(-1)).toEqual({
      role: "user",
      text: "[Nobody could take over the conversation: NoAgentAvailable.]",
    });
    expect(take.outcome.state.status).toBe("active");
  });

  test("that somebody took is said, and asks nothing of the model", async () => {
    const on = stage(routed);
    await on.take("a person please", [[["human"]]]);
    const take = await on.take({ kind: "transfer", succeeded: true }, []);
    expect(take.said).toEqual(["A person has taken over this conversation."]);
    expect(take.outcome.state.status).toBe("escalated");
  });
});
