// How a preview ends, in a real browser: by time, with its agent, by the agent and by the person.
import { afterAll, describe, expect, test } from "vitest";
import { openPreviewPage } from "../support/preview-page.ts";

/** Minutes without a message after which a session is over: five seconds. */
const IDLE_MIN = 5 / 60;

const { server, page, complaints, goTo, begin, say, log, close } = await openPreviewPage({ sessionIdleMin: IDLE_MIN });
afterAll(close);

/** How the conversation at the page stands, by the server. */
const standing = () =>
  page.evaluate<string>(`fetch("/dragoman/v1/previews/" + new URLSearchParams(location.search).get("preview"))
    .then((reply) => reply.json()).then(({ standing }) => standing)`);

describe("a preview", () => {
  test("that expired while it was shown says so at the next message, which waits for the next conversation", async () => {
    await begin("Simulate");
    await expect.poll(standing, { timeout: 10_000 }).toBe("expired");
    await say("are you still there?");
    await page.getByText("The session is over: it had no message for too long. What you wrote waits").waitFor();
    expect(await page.getByText("not found").count()).toBe(0);
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await log().getByText("Reed Harbour, good morning!").waitFor();
    const field = page.getByLabel("Message to the agent");
    expect(await field.inputValue()).toBe("are you still there?");
    await field.press("Enter");
    await log().getByText("The harbour is open until eight.").waitFor();
  });

  test("is over when the agent ends it, or the person does, and begins anew from there", async () => {
    await begin("Simulate");
    await say("bye for now");
    await log().getByText("Session ended: Action").waitFor();
    expect(await page.getByLabel("Message to the agent").count()).toBe(0);
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menuitem", { name: "End session" }).click();
    await page.getByText("You ended the session").waitFor();
  });

  test("of an agent that was deleted meanwhile says so, and leads to the others", async () => {
    await begin("Simulate");
    await server.operate("/agents/Harbour/delete", { name: "Harbour" });
    await say("hello?");
    await page.getByText("The agent was deleted, so this preview is over.").waitFor();
    expect(await page.getByRole("button", { name: "New conversation" }).count()).toBe(0);
    await page.getByRole("link", { name: "Open another agent" }).click();
    await page.getByRole("heading", { level: 1, name: "Agents" }).waitFor();
    await goTo(`Preview/${server.agents.Harbour}`);
    await page.getByRole("alert").waitFor();
  });

  test("leaves nothing but refusals on the browser's console", () => {
    expect(complaints.filter((complaint) => !/status of (400|404)/.test(complaint))).toEqual([]);
  });
});
