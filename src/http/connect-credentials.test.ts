// Staged rotation of an app's key and secret over the data API: for admins, where the org allows it, and audited.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDoor, type TestDoor, tokenFor } from "../../test/support/door.ts";
import { granted, openIdentity, type TestApp, type TestIdentity } from "../../test/support/identity.ts";
import type { AppConsumers, StagedCredentials } from "../contract/connect-credentials.ts";
import type { DataErrors } from "../contract/data-api.ts";
import { mintId, prefixes } from "../contract/ids.ts";
import { dataRoutes } from "./data-api.ts";

const BASE = "/services/data/v65.0/apps/oauth";

let room: TestIdentity;
let door: TestDoor;
let admin: { readonly memberId: string; readonly token: string };
let app: TestApp;
beforeAll(async () => {
  room = await openIdentity();
  door = await openDoor(room, dataRoutes);
  admin = await tokenFor(room, { username: "admin@example.org", role: "admin" }, { scopes: ["api"] });
});
afterAll(async () => {
  await door?.close();
  await room?.close();
});

let apps = 0;
beforeEach(async () => {
  apps += 1;
  await allowSecrets(true);
  app = await room.declare({ apiName: `Rotated_${apps}` });
});

async function allowSecrets(secretInRest: boolean): Promise<void> {
  await room.store.db
    .updateTable("org")
    .set({ settings: JSON.stringify({ secretInRest }) })
    .where("id", "=", room.orgId)
    .execute();
  room.identity.records.forget();
}

const ask = (path: string, method: "DELETE" | "GET" | "PATCH" | "POST" = "GET", body?: unknown, token = admin.token) =>
  door.ask(path, {
    token,
    method,
    ...(body !== undefined && { payload: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
const consumer = async () => ((await ask(`${BASE}/credentials/${app.id}`)).json() as AppConsumers).consumers[0]!;
const staged = async (url: string, method: "GET" | "POST" = "GET") =>
  ((await ask(url, method)).json() as StagedCredentials).stagedCredentials;
const codeOf = (answer: { json(): unknown }) => (answer.json() as DataErrors)[0]!.errorCode;
const issue = (key: string, secret: string) =>
  room.post({ grant_type: "client_credentials", client_id: key, client_secret: secret });
const audited = async () =>
  (
    await room.store.db
      .selectFrom("audit")
      .select(["actor", "action"])
      .where("subject", "=", app.id)
      .where("actor", "=", admin.memberId)
      .orderBy("id")
      .execute()
  ).map(({ action }) => action);

describe("credentials over the data API", () => {
  test("lead from the app to its consumer, its key and its secret", async () => {
    expect((await ask(`${BASE}/usage`)).json()).toEqual({
      apps: expect.arrayContaining([{ identifier: app.id, developerName: `Rotated_${apps}` }]),
    });
    const found = await consumer();
    expect(found).toMatchObject({ key: app.consumerKey, stagedCredentialsUrl: `${found.url}/staged` });
    const { id, url } = found;
    expect((await ask(url)).json()).toEqual({ id, key: app.consumerKey });
    expect((await ask(`${url}?part=secret`)).json()).toEqual({ id, secret: app.consumerSecret });
    expect((await ask(`${url}?part=keyandsecret`)).json()).toEqual({
      id,
      key: app.consumerKey,
      secret: app.consumerSecret,
    });
    expect(codeOf(await ask(`${url}?part=everything`))).toBe("INVALID_FIELD");
    expect(await audited()).toEqual(["credentials.read", "credentials.read"]);
    expect(door.logged()).not.toContain(app.consumerSecret);
  });

  test("rotate in two steps, and both pairs work until the former is deleted", async () => {
    const { stagedCredentialsUrl, url } = await consumer();
    expect(await staged(stagedCredentialsUrl)).toEqual([]);
    const [next] = await staged(stagedCredentialsUrl, "POST");
    expect(next).toMatchObject({ status: "staged", createdBy: admin.memberId, url: `${url}/staged/${next!.id}` });
    expect(Date.parse(next!.expirationDate) - Date.parse(next!.createdDate)).toBe(30 * 24 * 3_600_000);
    expect(await staged(stagedCredentialsUrl)).toEqual([next]);
    expect(granted(await issue(app.consumerKey, app.consumerSecret)).scope).toBeTruthy();

    const rotated = await ask(next!.url, "PATCH", { command: "rotate" });
    const [former] = (rotated.json() as StagedCredentials).stagedCredentials;
    expect(former).toMatchObject({ status: "rotated", key: app.consumerKey, secret: app.consumerSecret });
    granted(await issue(next!.key, next!.secret));
    granted(await issue(app.consumerKey, app.consumerSecret));
    expect(codeOf(await ask(stagedCredentialsUrl, "POST"))).toBe("ENTITY_IS_LOCKED");

    expect(await ask(former!.url, "DELETE")).toMatchObject({ status: 204, body: "" });
    expect(await issue(app.consumerKey, app.consumerSecret)).toMatchObject({ status: 400 });
    granted(await issue(next!.key, next!.secret));
    expect(await ask(former!.url, "DELETE")).toMatchObject({ status: 404 });
    expect(new Set(await audited())).toEqual(
      new Set(["credentials.stage", "credentials.read", "credentials.rotate", "credentials.delete"]),
    );
    for (const secret of [app.consumerSecret, next!.secret]) expect(door.logged()).not.toContain(secret);
  });

  test("take ids of 15 characters, and refuse those of another app", async () => {
    const { id, stagedCredentialsUrl } = await consumer();
    const [next] = await staged(stagedCredentialsUrl, "POST");
    const short = `${BASE}/credentials/${app.id.slice(0, 15)}/${id.slice(0, 15)}`;
    expect((await ask(short)).json()).toMatchObject({ id });
    const other = await room.declare({ apiName: `Other_${apps}` });
    for (const path of [
      `${BASE}/credentials/${other.id}/${id}?part=secret`,
      `${BASE}/credentials/${mintId(prefixes.app, room.identity.random)}`,
      `${BASE}/credentials/Rotated_${apps}`,
      `${BASE}/credentials/${app.id}/nonsense`,
    ]) {
      expect(await ask(path)).toMatchObject({ status: 404 });
    }
    const theirs = `${BASE}/credentials/${other.id}`;
    const { consumers } = (await ask(theirs)).json() as AppConsumers;
    expect(await ask(`${theirs}/${consumers[0]!.id}/staged/${next!.id}`, "DELETE")).toMatchObject({ status: 404 });
    expect(await ask(`${short}/staged/${next!.id.slice(0, 15)}`, "DELETE")).toMatchObject({ status: 204 });
  });

  test("are for admins", async () => {
    const { url } = await consumer();
    for (const role of ["builder", "viewer"] as const) {
      const { token } = await tokenFor(room, { username: `${role}@example.org`, role }, { scopes: ["full"] });
      for (const path of [`${BASE}/usage`, `${BASE}/credentials/${app.id}`, `${url}?part=secret`, `${url}/staged`]) {
        const answer = await ask(path, "GET", undefined, token);
        expect([answer.status, codeOf(answer)]).toEqual([403, "INSUFFICIENT_ACCESS"]);
        expect(answer.body).not.toContain(app.consumerSecret);
      }
    }
  });

  test("are not shown until the org says so", async () => {
    const { url } = await consumer();
    await allowSecrets(false);
    expect(await ask(`${BASE}/usage`)).toMatchObject({ status: 200 });
    for (const [path, method] of [
      [`${BASE}/credentials/${app.id}`, "GET"],
      [`${url}?part=secret`, "GET"],
      [`${url}/staged`, "POST"],
      [`${url}/staged/x`, "DELETE"],
    ] as const) {
      const answer = await ask(path, method);
      expect([answer.status, codeOf(answer)]).toEqual([403, "API_DISABLED_FOR_ORG"]);
    }
  });

  test("know one command", async () => {
    const { stagedCredentialsUrl } = await consumer();
    const [next] = await staged(stagedCredentialsUrl, "POST");
    for (const body of [{ command: "explode" }, {}, [], { command: "rotate", more: 1 }]) {
      const answer = await ask(next!.url, "PATCH", body);
      expect([answer.status, codeOf(answer)]).toEqual([400, "JSON_PARSER_ERROR"]);
    }
    expect(await ask(next!.url, "PATCH")).toMatchObject({ status: 400 });
    expect(await ask(next!.url, "GET")).toMatchObject({ status: 405, headers: { allow: "PATCH, DELETE" } });
  });
});
