// Users, permission sets, the org's settings and the audit trail, as an administrator uses them in a real browser.
import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { proveIfAsked } from "../support/at-page.ts";
import { ADMIN, newVisitor } from "../support/chromium.ts";
import { openSetup } from "../support/open-setup.ts";

const { server, browser, page, complaints, goTo, close } = await openSetup("examples");
afterAll(close);

const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const button = (name: string) => page.getByRole("button", { name, exact: true });

describe("Users", () => {
  test("a new user is made, gets a link once, and logs in with the password set by it", async () => {
    await goTo("ManageUsers/home");
    await page.getByRole("link", { name: "New User" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Eve <b>Bold</b>");
    await page.getByRole("textbox", { name: "Username" }).fill("no address");
    await button("Save").click();
    await page.getByText("A username has the form of an e-mail address").waitFor();
    await page.getByRole("textbox", { name: "Username" }).fill("eve@example.test");
    await page.getByRole("radio", { name: "Viewer" }).check();
    await button("Save").click();
    await heading("Eve <b>Bold</b>").waitFor();
    await button("Make a password link").click();
    const shown = page.getByLabel("Password link", { exact: true });
    await proveIfAsked(page, shown);
    const link = (await shown.innerText()).trim();
    await page.reload();
    await button("Make a password link").waitFor();
    expect(await page.getByText(link).count()).toBe(0);

    const eve = await newVisitor(browser);
    await eve.page.goto(link);
    for (const field of await eve.page.locator("input[type=password]").all())
      await field.fill("the words of Eve alone");
    await eve.page.getByRole("button").first().click();
    await eve.page.goto(`${server.origin}/lightning/setup/ManageUsers/home`);
    await eve.page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
    expect(await eve.page.getByRole("link", { name: "New User" }).count()).toBe(0);
    expect(await eve.page.getByRole("link", { name: "Audit Trail" }).count()).toBe(0);
    await eve.page.goto(`${server.origin}/lightning/setup/SecurityEvents/home`);
    await eve.page.getByText("those who may see who logged in and who changed what").waitFor();
    await eve.context.close();
  });

  test("a username that is taken is refused in a sentence, and the form keeps what was typed", async () => {
    await goTo("ManageUsers/new");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Another");
    await page.getByRole("textbox", { name: "Username" }).fill("EVE@example.test");
    await button("Save").click();
    await page.getByRole("alert").filter({ hasText: "choose another username" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("Another");
  });

  test("a user is changed, deactivated after a question, and activated again", async () => {
    await goTo("ManageUsers/eve@example.test");
    await button("Edit").click();
    await page.getByRole("radio", { name: "Builder" }).check();
    await button("Save").click();
    await page.getByText("Builder: Sees everything but secrets").waitFor();
    for (const email of ["eve@elsewhere.example", ""]) {
      await button("Edit").click();
      await page.getByLabel("Email", { exact: true }).fill(email);
      await button("Save").click();
      await page
        .locator("dt", { hasText: /^Email$/ })
        .locator("xpath=following-sibling::dd[1]")
        .getByText(email || "none", { exact: true })
        .waitFor();
    }
    await button("Deactivate").click();
    await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
    await page.getByText("Inactive", { exact: true }).waitFor();
    await button("Activate").click();
    await page.getByText("Active", { exact: true }).waitFor();
  });

  test("what the list is narrowed by outlives a reload", async () => {
    await goTo("ManageUsers/home");
    await page.getByRole("textbox", { name: "Find" }).fill("EVE");
    await page.getByRole("combobox", { name: "View" }).click();
    await page.getByRole("option", { name: "Active users", exact: true }).click();
    await page.getByText("1 user", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("1 user", { exact: true }).waitFor();
    expect(await page.getByRole("textbox", { name: "Find" }).inputValue()).toBe("EVE");
    await page.getByRole("navigation", { name: "Setup pages" }).getByRole("link", { name: "Users" }).click();
    await page.getByText("1 user", { exact: true }).waitFor({ state: "hidden" });
    expect(await page.getByRole("textbox", { name: "Find" }).inputValue()).toBe("");
  });

  test("nobody changes their own role or deactivates themselves, on the page or past it", async () => {
    await goTo(`ManageUsers/${ADMIN.username}`);
    await page.getByText("You cannot deactivate yourself").waitFor();
    await button("Edit").click();
    expect(await page.getByRole("radio", { name: "Viewer" }).isDisabled()).toBe(true);
    const tried = await page.evaluate(tryPast, ADMIN.username);
    expect(tried).toEqual([
      [400, expect.stringContaining("You cannot change your own role")],
      [400, expect.stringContaining("deactivate yourself")],
    ]);
  });
});

/** Ask the server from the page itself, with the page's own cookie and word. */
const tryPast = async (username: string): Promise<readonly (readonly [number, string])[]> => {
  const { csrf } = (await (await fetch("/dragoman/v1/me")).json()) as { csrf: string };
  const tell = async (path: string, body: unknown) => {
    const headers = { "content-type": "application/json", "x-dragoman-csrf": csrf };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`/dragoman/v1/users/${encodeURIComponent(username)}${path}`, init);
    return [response.status, ((await response.json()) as { message: string }).message] as const;
  };
  return [await tell("", { fields: { role: "viewer" } }), await tell("/active", { active: false })];
};

describe("Permission Sets", () => {
  test("one is made, given to a user, and deleted after it is said what that opens", async () => {
    await goTo("PermSets/home");
    await page.getByText("There is no permission set yet").waitFor();
    await page.getByRole("link", { name: "New Permission Set" }).first().click();
    await page.getByRole("textbox", { name: "Label" }).fill("Night shift");
    expect(await page.getByRole("textbox", { name: "API Name" }).inputValue()).toBe("Night_shift");
    await page.getByRole("combobox", { name: "Agents that its holders may talk to" }).click();
    await page.getByRole("option", { name: "Hexfell Service" }).click();
    await page.keyboard.press("Escape");
    await button("Save").click();
    await heading("Night shift").waitFor();
    await page.getByText("Nobody yet").waitFor();
    await goTo("ManageUsers/eve@example.test");
    await button("Edit").click();
    await page.getByRole("combobox", { name: "Permission sets" }).click();
    await page.getByRole("option", { name: "Night shift" }).click();
    await page.keyboard.press("Escape");
    await button("Save").click();
    await page.getByText("Night_shift").waitFor();
    await goTo("PermSets/Night_shift");
    await page.getByRole("link", { name: "eve@example.test" }).waitFor();
    await button("Delete").click();
    await page.getByText("is for everyone afterwards: Hexfell_Service").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("There is no permission set yet").waitFor();
  });
});

describe("The org", () => {
  test("My Domain shows the Current My Domain URL, where it comes from, and what clients look up", async () => {
    await goTo("OrgDomain/home");
    expect(await page.getByLabel("Current My Domain URL", { exact: true }).innerText()).toBe(server.origin);
    await page.getByText("The URL was found when the server began to listen").waitFor();
    await page.getByText(`${server.origin}/.well-known/openid-configuration`).waitFor();
  });

  test("Session Settings are saved, and a habit is switched otherwise than the profile says", async () => {
    await goTo("SecuritySession/home");
    await page.getByRole("textbox", { name: "Timeout (minutes)" }).fill("45");
    await page.getByRole("switch", { name: "The header of an access token has typ JWT." }).click({ force: true });
    await button("Save").click();
    await page.getByText("Session settings are saved.").waitFor();
    await page.reload();
    await page.getByText("1 of").waitFor();
    expect(await page.getByRole("textbox", { name: "Timeout (minutes)" }).inputValue()).toBe("45");
    const [header = ""] = (await server.token()).split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({ typ: "at+jwt" });
  });

  test("a signing key is rotated, and the former one withdrawn", async () => {
    await goTo("SigningKeys/home");
    await button("Rotate").click();
    await button("Sign with it now").click();
    await page.getByText("Verifies only").waitFor();
    await page
      .getByRole("row", { name: /Verifies only/ })
      .getByRole("button")
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await page.getByText("Verifies only").waitFor({ state: "detached" });
    expect(await page.getByText("Signs", { exact: true }).count()).toBe(1);
    expect(
      await page
        .getByRole("row", { name: /Withdrawn/ })
        .getByRole("button")
        .count(),
    ).toBe(0);
  });
});

describe("What happened", () => {
  test("the login history tells who got in and how", async () => {
    await goTo("LoginHistory/home");
    await page.getByRole("textbox", { name: "Find" }).fill(ADMIN.username);
    await page.getByRole("row").filter({ hasText: "One-time link" }).filter({ hasText: "Success" }).first().waitFor();
  });

  test("the audit trail is filtered by who and what, shows fields before and after, and is taken along as CSV", async () => {
    await goTo("SecurityEvents/home");
    await page.getByRole("textbox", { name: "Who" }).fill("ada");
    await page.getByRole("combobox", { name: "What" }).click();
    await page.getByRole("option", { name: "The org" }).click();
    await page.getByRole("row").filter({ hasText: "org.change" }).getByRole("button").click();
    const timeout = page.getByRole("row", { name: /^sessionMinutes/ });
    expect(await timeout.locator("del").innerText()).toBe("120");
    expect(await timeout.locator("ins").innerText()).toBe("45");
    await page.getByText("user.make").waitFor({ state: "detached" });
    await button("Export").click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "CSV" }).click(),
    ]);
    const csv = await readFile(await file.path(), "utf8");
    expect(csv.split("\r\n")[0]).toBe("number,at,who,actor,action,subject,subjectName,address,before,after,detail");
    expect(csv).toContain("org.change");
    expect(csv).not.toContain("user.make");
  });

  test("the browser had nothing to complain of but the refusals that were asked for", () => {
    expect(complaints.filter((each) => !each.includes("status of 40"))).toEqual([]);
  });
});
