// Where a request came from, behind a proxy: the proxy's word is taken when it is one of ours, and nobody else's is.
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config.ts";
import { openOrgs, type TestOrgs } from "../support/orgs.ts";

/** Within the trusted range of the app Elsewhere, and outside of it. */
const TRUSTED = "203.0.113.9";
const OUTSIDE = "198.51.100.1";

let orgs: TestOrgs;
beforeAll(async () => {
  orgs = await openOrgs({ DRAGOMAN_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8" });
});
afterAll(async () => {
  await orgs?.close();
});

/** The status of a request by client credentials with this header, for the app that only a trusted range may use. */
async function from(forwarded: string): Promise<number> {
  const { compat } = orgs;
  const form = { grant_type: "client_credentials", ...(await compat.credentials("Elsewhere")) };
  return (await compat.issue(form, { "x-forwarded-for": forwarded })).status;
}

test("a trusted proxy says where a request came from", async () => {
  expect(await from(TRUSTED)).toBe(200);
  expect(await from(OUTSIDE)).toBe(400);
});

test("what a client wrote before its proxy did is not believed", async () => {
  expect(await from(`${TRUSTED}, ${OUTSIDE}`)).toBe(400);
  expect(await from(`${OUTSIDE}, ${TRUSTED}, 10.1.2.3`)).toBe(200);
});

test("the org is the one of Host, whatever X-Forwarded-Host says", async () => {
  const { compat, strict } = orgs;
  const form = { grant_type: "client_credentials", ...(await compat.credentials("Elsewhere")) };
  const headers = { "x-forwarded-for": TRUSTED, "x-forwarded-host": new URL(strict.origin).host };
  expect((await compat.issue(form, headers)).status).toBe(200);
});

test.each(["proxy.example", "10.0.0.0/99", "127.0.0.1, /8"])(
  "%j names no proxy, and the server does not start",
  (given) => {
    const { problems } = loadConfig({ DRAGOMAN_TRUSTED_PROXIES: given });
    expect(problems).toMatchObject([{ fatal: true, message: expect.stringContaining("such as 10.0.0.0/8") }]);
  },
);
