// The unmodified sf CLI logs in to a running server in three ways, and opens the org in a browser.

import { writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SETUP_HOME } from "../../../src/contract/setup-places.ts";
import { openSigner, type Signer } from "../../support/assertions.ts";
import { openBrowser } from "../../support/browser.ts";
import { openOrgs, type TestOrg, type TestOrgs } from "../../support/orgs.ts";
import { run } from "../../support/run.ts";
import { installSf, SF_VERSION } from "./install.ts";

interface Outcome {
  readonly status: number;
  readonly result: Readonly<Record<string, string>>;
}

let home: string;
let orgs: TestOrgs;
let org: TestOrg;
let signer: Signer;
let commands: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "dragoman-sf-"));
  commands = await installSf();
  orgs = await openOrgs();
  org = orgs.compat;
  signer = await openSigner(org);
  const browser = `#!/bin/sh\nprintf '%s' "$1" > "${home}/address"\n`;
  writeFileSync(join(home, "browser"), browser, { mode: 0o700 });
});
afterAll(async () => {
  await orgs?.close();
  await rm(home, { recursive: true, force: true });
});

/** Run `sf` with a home of its own. What it takes for a browser writes the address it is given into a file. */
async function sf(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return JSON.parse(await printed([...words, "--json"], env)) as Outcome;
}

/** What `sf` prints for a person. */
async function printed(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const ran = await run([join(commands, "sf"), ...words], {
    cwd: home,
    env: {
      PATH: `${commands}:${process.env.PATH}`,
      HOME: home,
      BROWSER: join(home, "browser"),
      SF_DISABLE_TELEMETRY: "true",
      SF_AUTOUPDATE_DISABLE: "true",
      SF_USE_GENERIC_UNIX_KEYCHAIN: "true",
      ...env,
    },
  });
  if (ran.code !== 0) throw new Error(`sf ${words.join(" ")} ended with ${ran.code}: ${ran.out}${ran.err}`);
  return ran.out;
}

/** The address that the CLI opened, as soon as it has. */
async function opened(): Promise<URL> {
  const address = await readFile(join(home, "address"), "utf8").catch(() => "");
  if (address !== "") return new URL(address);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return opened();
}

describe(`sf CLI ${SF_VERSION}`, () => {
  test("sf org login jwt: an assertion whose exp is in milliseconds", async () => {
    const key = join(home, "key.pem");
    writeFileSync(key, signer.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    const login = ["org", "login", "jwt", "--client-id", signer.client_id, "--jwt-key-file", key];
    const { result } = await sf([...login, "--username", org.ada.username, "--instance-url", org.origin]);
    expect(result).toMatchObject({ username: org.ada.username, isDevHub: false, name: "Harbour" });
    expect(result.orgId).toMatch(/^00D\w{15}$/);
  });

  test("sf org login access-token: asks who the token speaks for", async () => {
    const { access_token = "" } = await org.redeemed("Web");
    const login = ["org", "login", "access-token", "--instance-url", org.origin, "--no-prompt", "--alias", "token"];
    const { result } = await sf(login, { SF_ACCESS_TOKEN: access_token });
    expect(result).toMatchObject({ username: org.ada.username, name: "Harbour" });
  });

  test("sf org login web: no code_challenge_method, a verifier of 171 characters, no secret", async () => {
    const login = sf(["org", "login", "web", "--instance-url", org.origin, "--alias", "web"]);
    const { pathname, search, searchParams } = await opened();
    expect(searchParams.get("code_challenge_method")).toBeNull();
    expect(searchParams.get("client_id")).toBe("PlatformCLI");
    const browser = openBrowser(orgs.port, org.host);
    const consent = await browser.submit(await browser.visit(pathname + search), org.ada);
    const { left } = await browser.submit(consent, { choice: "allow" });
    expect(left).toMatch(/^http:\/\/localhost:1717\/OauthRedirect\?code=/);
    expect((await fetch(left!)).status).toBe(200);
    expect((await login).result).toMatchObject({ username: org.ada.username, clientId: "PlatformCLI" });
  });

  test("sf org open: a link that logs the browser it opens in, once and without a click", async () => {
    const { result } = await sf(["org", "open", "--target-org", "web", "--url-only"]);
    const { pathname, search } = new URL(result.url!);
    const browser = openBrowser(orgs.port, org.host);
    const opened = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect((await browser.visit(pathname + search, opened)).path).toBe(SETUP_HOME);
    expect((await browser.ask("/dragoman/v1/me")).html).toContain(org.ada.username);
    expect((await openBrowser(orgs.port, org.host).visit(pathname + search)).status).toBe(403);
  });

  test("sf org display: the login is connected", async () => {
    const { result } = await sf(["org", "display", "--target-org", "web"]);
    expect(result).toMatchObject({ username: org.ada.username, connectedStatus: "Connected" });
  });

  test("sf data query: records, and their columns for a table", async () => {
    const query = ["data", "query", "--target-org", "web", "--query"];
    const { result } = await sf([...query, "SELECT Id, DeveloperName FROM BotDefinition"]);
    expect(result).toMatchObject({ done: true, totalSize: 1, records: [{ DeveloperName: "Greeter" }] });
    const table = await printed([...query, "SELECT DeveloperName, Type FROM BotDefinition", "--result-format", "csv"]);
    expect(table.trim().split("\n")).toEqual(["DeveloperName,Type", "Greeter,InternalCopilot"]);
  });

  test("sf org logout: the tokens of the login are over", async () => {
    await sf(["org", "logout", "--target-org", "web", "--no-prompt"]);
    await expect(sf(["org", "open", "--target-org", "web", "--url-only"])).rejects.toThrow(/ended with/);
  });
});
