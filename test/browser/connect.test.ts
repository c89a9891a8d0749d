// Connect a client in the browser: what is shown for an app and an agent, and a test that fails, is cured and passes.
import { afterAll, describe, expect, test } from "vitest";
import { proveIfAsked } from "../support/at-page.ts";
import { seriousFindings } from "../support/axe.ts";
import { openPages } from "../support/open-setup.ts";

const { server, visitorAt, close } = await openPages();
afterAll(close);

describe("Connect a client", () => {
  test("a test that fails says why, and one press cures it and runs it again", async () => {
    await server.operate("/apps/Conformance_Client/enabled", { enabled: false });
    await server.operate("/apps/Conformance_Client", { fields: { namedUserJwt: false } });
    const { page, complaints, context } = await visitorAt("ConnectClient/Conformance_Client");
    await page.getByRole("button", { name: "Test connection" }).click();
    await page.getByText("The app Conformance Client is disabled").waitFor();
    await page.getByText("The client heard: 400 invalid_client_id").waitFor();
    await page.getByRole("button", { name: "Enable the app" }).click();
    await page.getByText("gives opaque tokens").waitFor();
    await page.getByRole("button", { name: "Issue JWT-based access tokens" }).click();
    await page.getByRole("status").getByText("It works").waitFor();
    expect(await page.getByRole("log", { name: "What the agent said" }).innerText()).toContain("this is the desk");
    expect(
      await page
        .getByRole("list", { name: "Steps" })
        .getByText(/done in \d+ ms/)
        .count(),
    ).toBe(4);
    expect(complaints).toEqual([]);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousFindings(page), colorScheme).toEqual([]);
    }
    await context.close();
  });

  test("a cure that is a page leads there, with its form open", async () => {
    await server.operate("/apps/Second_Client", {
      fields: { clientCredentials: { settings: true, policies: false }, runAs: null },
    });
    const { page, context } = await visitorAt("ConnectClient/Second_Client");
    await page.getByRole("button", { name: "Test connection" }).click();
    await page.getByRole("button", { name: "Choose the Run As user" }).click();
    await page.getByLabel("Run As (Username)").waitFor();
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Connect a client" }).waitFor();
    await context.close();
  });

  test("the secret is in the snippets only after a proof, and not after it is hidden", async () => {
    const { page, context } = await visitorAt("ConnectClient/Conformance_Client");
    const code = page.getByRole("tabpanel").locator("pre");
    await page.getByRole("tab", { name: ".env" }).click();
    await expect.poll(() => code.innerText()).toContain(`CONSUMER_KEY=${server.consumerKey}`);
    expect(await page.content()).not.toContain(server.consumerSecret);
    await page.getByRole("button", { name: "Show with secret" }).click();
    const hide = page.getByRole("button", { name: "Hide the secret" });
    await proveIfAsked(page, hide);
    expect(await code.innerText()).toContain(`CONSUMER_SECRET=${server.consumerSecret}`);
    await hide.click();
    await expect.poll(() => page.content()).not.toContain(server.consumerSecret);
    await context.close();
  });

  test("a collection is downloaded, and what the client itself sends can be tested", async () => {
    const { page, context } = await visitorAt("ConnectClient/Conformance_Client");
    await page.getByRole("tab", { name: "Postman" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download agent-api.postman_collection.json" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("agent-api.postman_collection.json");
    await page.getByRole("button", { name: "Send what your client sends" }).click();
    await page.getByLabel("Its instanceConfig.endpoint").fill("https://elsewhere.example");
    await page.getByRole("button", { name: "Test connection" }).click();
    await page.getByText("another instanceConfig.endpoint than the My Domain URL").waitFor();
    expect(await page.getByLabel("Its instanceConfig.endpoint").inputValue()).toBe("https://elsewhere.example");
    await context.close();
  });
});
