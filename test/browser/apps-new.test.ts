// New External Client App: what the form keeps, and what it refuses at which field.
import type { Locator, Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { openPages } from "../support/open-setup.ts";

const { server, visitorAt, close } = await openPages();
afterAll(close);

/** Somebody logged in, at a page below the address of Setup's pages; gives what the browser complained of. */
async function at(path: string, work: (page: Page) => Promise<void>): Promise<readonly string[]> {
  const home = "ManageExternalClientApplication";
  const { page, complaints, context } = await visitorAt(`${home}/${path}`);
  await work(page);
  await context.close();
  return complaints;
}

const fieldsOf = async (app: string) =>
  ((await (await server.operate(`/apps/${app}`)).json()) as { fields: Record<string, unknown> }).fields;

const focused = (wanted: Locator) =>
  wanted.evaluate((element) => element === document.activeElement).catch(() => false);

/** Press Tab until something has the focus, as far as a person would go. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    if (await focused(wanted)) return;
  }
  throw new Error(`40 times Tab did not lead to ${wanted}`);
}

describe("New External Client App", () => {
  test("a refused form keeps what was typed, and says at each field what is wrong with it", async () => {
    const complaints = await at("new", async (page) => {
      await page.getByLabel("External Client App Name").fill("Ünïque & Co. 7");
      await expect.poll(() => page.getByLabel("API Name").inputValue()).toBe("Unique_Co_7");
      await page.getByLabel("API Name").fill("7_wrong__name");
      await page.getByLabel("Contact Email").fill("nobody");
      await page.getByRole("checkbox", { name: "Enable OAuth" }).check();
      await page.getByLabel("Callback URL").fill("http://example.test/callback\nhttps://example.test/ok");
      await page.getByRole("button", { name: "Create" }).click();

      await page.getByRole("alert").getByText("4 fields need another value.").waitFor();
      const said = async (label: string) => {
        const ids = (await page.getByLabel(label).getAttribute("aria-describedby"))?.split(/\s+/) ?? [];
        return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()))).join(" ");
      };
      expect(await said("API Name")).toContain('"7_wrong__name" is not an API name');
      expect(await said("Contact Email")).toContain("needs a contact e-mail address");
      expect(await said("Callback URL")).toContain("would send codes in clear");
      await page.getByText("needs at least one scope").waitFor();
      expect(await page.evaluate("document.activeElement.name")).toBe("name");

      expect(await page.getByLabel("External Client App Name").inputValue()).toBe("Ünïque & Co. 7");
      expect(await page.getByLabel("Callback URL").inputValue()).toContain("https://example.test/ok");
      await page.getByLabel("API Name").fill("Unique_Co");
      await page.getByLabel("Contact Email").fill("ada@example.test");
      await page.getByLabel("Callback URL").fill("https://example.test/ok");
      await page.getByRole("button", { name: "Select what the Agent API needs" }).click();
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByRole("heading", { level: 1, name: "Ünïque & Co. 7" }).waitFor();
    });
    expect(complaints.filter((each) => !each.includes("400"))).toEqual([]);
    expect(await fieldsOf("Unique_Co")).toMatchObject({
      scopes: ["api", "refresh_token", "chatbot_api", "sfap_api"],
      clientCredentials: { settings: false, policies: false },
      namedUserJwt: false,
      pkceRequired: true,
    });
  });

  test("a name that another app has is refused, and that app stays as it is", async () => {
    const before = await fieldsOf("Second_Client");
    await at("new", async (page) => {
      await page.getByLabel("External Client App Name").fill("Second Client");
      await page.getByLabel("Contact Email").fill("ada@example.test");
      await page.getByRole("checkbox", { name: "Enable OAuth" }).check();
      await page.getByRole("button", { name: "Select what the Agent API needs" }).click();
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByText("is taken by another app of the org").waitFor();
    });
    expect(await fieldsOf("Second_Client")).toEqual(before);
  });

  test("the client credentials flow is ticked only when its risk is accepted", async () => {
    await at("new", async (page) => {
      await page.getByRole("checkbox", { name: "Enable OAuth" }).check();
      const flow = page.getByLabel("Enable Client Credentials Flow");
      await flow.click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      expect(await flow.isChecked()).toBe(false);
      await flow.click();
      await page.getByRole("dialog").getByRole("button", { name: "I accept the risk" }).click();
      await expect.poll(() => flow.isChecked()).toBe(true);
    });
  });

  test("scopes are chosen with the keys alone", async () => {
    await at("new", async (page) => {
      await page.getByRole("checkbox", { name: "Enable OAuth" }).check();
      await page.getByLabel("Filter the available scopes").fill("chatbot");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      const selected = page.getByRole("listbox", { name: "Selected" });
      await selected.getByRole("option", { name: "Access chatbot services (chatbot_api)" }).waitFor();
      await page.getByLabel("Filter the available scopes").fill("");
      await page.getByRole("listbox", { name: "Available" }).focus();
      for (const key of ["Home", "ArrowDown", "Space", "ArrowDown", "Space", "Enter"]) await page.keyboard.press(key);
      await expect.poll(() => selected.getByRole("option").count()).toBe(3);
      await selected.focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      await expect.poll(() => selected.getByRole("option").count()).toBe(2);
    });
  });

  test("an app is made from the first field to the button with the keys alone", async () => {
    const complaints = await at("new", async (page) => {
      await page.getByLabel("External Client App Name").focus();
      await page.keyboard.type("Made by Keys");
      await tabTo(page, page.getByLabel("Contact Email"));
      await page.keyboard.type("ada@example.test");
      await tabTo(page, page.getByRole("checkbox", { name: "Enable OAuth" }));
      await page.keyboard.press("Space");
      await tabTo(page, page.getByLabel("Callback URL"));
      await page.keyboard.type("https://login.example.test");
      await tabTo(page, page.getByRole("listbox", { name: "Available" }));
      for (const key of ["Home", "Space", "Enter"]) await page.keyboard.press(key);
      await tabTo(page, page.getByLabel("Enable Client Credentials Flow"));
      await page.keyboard.press("Space");
      await tabTo(page, page.getByRole("dialog").getByRole("button", { name: "I accept the risk" }));
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await expect.poll(() => focused(page.getByLabel("Enable Client Credentials Flow"))).toBe(true);
      await tabTo(page, page.getByRole("button", { name: "Create" }));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Made by Keys" }).waitFor();
    });
    expect(complaints).toEqual([]);
    expect(await fieldsOf("Made_by_Keys")).toMatchObject({ clientCredentials: { settings: true, policies: false } });
  });

  test("leaving it asks first while something is typed, and staying keeps it", async () => {
    await at("new", async (page) => {
      await page.getByLabel("External Client App Name").fill("Half an app");
      const asked = page.waitForEvent("dialog");
      const going = page.getByRole("link", { name: "Connect a client", exact: true }).click();
      await (await asked).dismiss();
      await going;
      expect(await page.getByLabel("External Client App Name").inputValue()).toBe("Half an app");
      page.once("dialog", (dialog) => dialog.accept());
      await page.getByRole("link", { name: "Connect a client", exact: true }).click();
      await page.getByRole("heading", { level: 1, name: "Connect a client" }).waitFor();
    });
  });
});
