// The Get Started guide's walk, by its words alone: from Quick Find to a token and a streamed message, with nothing but the
// values that the pages show.
import { afterAll, expect, test } from "vitest";
import { proveIfAsked } from "../support/at-page.ts";
import { openSetup } from "../support/open-setup.ts";

const { page, complaints, close } = await openSetup();
afterAll(close);

const shownAs = async (label: string) => (await page.getByLabel(label, { exact: true }).innerText()).trim();

test("the guide's walk leads to a token and a streamed message with the values shown on the pages", async () => {
  await page.getByRole("searchbox", { name: "Quick Find" }).fill("External Client App");
  await page.getByRole("link", { name: "External Client Apps Manager" }).click();
  await page.getByRole("link", { name: "New External Client App" }).click();

  await page.getByLabel("External Client App Name").fill("My Agent Client");
  await expect.poll(() => page.getByLabel("API Name").inputValue()).toBe("My_Agent_Client");
  await page.getByLabel("Contact Email").fill("ada@example.test");
  await page.getByLabel("Distribution State").selectOption("Local");
  await page.getByRole("checkbox", { name: "Enable OAuth" }).check();
  await page.getByLabel("Callback URL").fill("https://login.example.test");
  for (const scope of [
    "Manage user data via APIs (api)",
    "Perform requests at any time (refresh_token, offline_access)",
    "Access chatbot services (chatbot_api)",
    "Access the Salesforce API Platform (sfap_api)",
  ]) {
    await page.getByRole("listbox", { name: "Available" }).getByRole("option", { name: scope }).click();
  }
  await page.getByRole("button", { name: "Add to Selected" }).click();
  await page.getByLabel("Enable Client Credentials Flow").click();
  await page.getByRole("dialog").getByRole("button", { name: "I accept the risk" }).click();
  await page.getByLabel("Issue JSON Web Token (JWT)-based access tokens for named users").check();
  await page.getByLabel("Require Secret for Web Server Flow").uncheck();
  await page.getByLabel("Require Secret for Refresh Token Flow").uncheck();
  await page
    .getByLabel("Require Proof Key for Code Exchange (PKCE) Extension for Supported Authorization Flows")
    .uncheck();
  await page.getByRole("button", { name: "Create" }).click();

  await page.getByRole("tab", { name: "Policies", selected: true }).waitFor();
  const steps = page.getByRole("region", { name: "Next steps" });
  await steps.getByText("Settings: Edit, tick Enable Client Credentials Flow").waitFor();
  expect(
    await steps.getByRole("img").evaluateAll((marks) => marks.map((mark) => mark.getAttribute("aria-label"))),
  ).toEqual(["Done", "To do", "To do"]);
  await page.getByRole("button", { name: "Edit Policies" }).click();
  await page.getByLabel("Enable Client Credentials Flow").check();
  await page.getByLabel("Run As (Username)").fill("api.user");
  await page.getByRole("option", { name: /api\.user@conformance\.example/ }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Edit Policies" }).waitFor();
  await steps.waitFor({ state: "detached" });

  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Consumer Key and Secret" }).click();
  const pair = page.getByRole("dialog", { name: "Consumer Key and Secret" });
  await proveIfAsked(page, pair);
  const consumerKey = (await pair.getByLabel("Consumer Key", { exact: true }).innerText()).trim();
  const consumerSecret = (await pair.getByLabel("Consumer Secret", { exact: true }).innerText()).trim();
  await page.keyboard.press("Escape");

  await page.getByRole("searchbox", { name: "Quick Find" }).fill("connect");
  await page.getByRole("link", { name: "Connect a client", exact: true }).first().click();
  await page.getByLabel("External Client App", { exact: true }).selectOption("My_Agent_Client");
  await expect.poll(() => shownAs("Consumer Key")).toBe(consumerKey);
  const domain = await shownAs("My Domain URL");
  const agentId = await shownAs("Agent ID");
  expect(complaints).toEqual([]);

  const form = { grant_type: "client_credentials", client_id: consumerKey, client_secret: consumerSecret };
  const given = await fetch(`${domain}/services/oauth2/token`, { method: "POST", body: new URLSearchParams(form) });
  const { access_token, token_format } = (await given.json()) as { access_token: string; token_format: string };
  expect(token_format).toBe("jwt");
  const call = (path: string, body: unknown) =>
    fetch(`${domain}/einstein/ai-agent/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const started = await call(`/agents/${agentId}/sessions`, {
    externalSessionKey: "walk",
    instanceConfig: { endpoint: domain },
    bypassUser: true,
  });
  const { sessionId } = (await started.json()) as { sessionId: string };
  const message = { type: "Text", sequenceId: 1, text: "Hello" };
  const streamed = await (await call(`/sessions/${sessionId}/messages/stream`, { message, variables: [] })).text();
  expect(streamed).toContain("event: INFORM");
  expect(streamed).toContain("event: END_OF_TURN");
});
