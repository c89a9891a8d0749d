// Whether a grant is as fast among 10,000 apps and 100,000 refresh tokens as it is alone.
import { sql } from "kysely";
import { declareApp } from "../src/identity/apps/apps.ts";
import { readCredentials } from "../src/identity/apps/credentials.ts";
import type { TokenRequest } from "../src/identity/exchange/exchange.ts";
import { answerTokenRequest } from "../src/identity/exchange/token.ts";
import { createIdentity, type Identity } from "../src/identity/identity.ts";
import { createVault } from "../src/identity/keys/vault.ts";
import { declareOrg } from "../src/identity/orgs/orgs.ts";
import { declareMember } from "../src/identity/people/members.ts";
import { issueCode } from "../src/identity/tokens/codes.ts";
import { migrate } from "../src/store/migrate.ts";
import { openStore } from "../src/store/open.ts";
import { type Figure, median } from "./measure.ts";
import { withPostgres } from "./postgres.ts";

const APPS = 10_000;
const REFRESH_TOKENS = 100_000;
const REFRESHES = 300;
const ROUNDS = 4;
const AT_ONCE = 8;

const HOST = "bench.example.test";
const CALLBACK = "https://client.example.test/callback";

/** An org with one app and one user of it, and the form that refreshes the user's token. */
async function begin(identity: Identity): Promise<{ readonly orgId: string; readonly refresh: string }> {
  const madeBy = "bench";
  const { id: orgId } = await declareOrg(identity, { name: "Bench", madeBy });
  const user = { username: "ann@example.org", name: "Ann", kind: "standard", madeBy } as const;
  const { id: memberId } = await declareMember(identity, orgId, user);
  const { id: appId } = await declareApp(identity, orgId, {
    apiName: "Bench",
    label: "Bench",
    contactEmail: "ops@example.org",
    scopes: ["api", "refresh_token"],
    settings: { namedUserJwt: true, callbackUrls: [CALLBACK], pkceRequired: false, refreshRotation: false },
    policies: {},
    enabled: true,
    madeBy,
  });
  const { consumerKey, consumerSecret } = (await readCredentials(identity, appId, { actor: madeBy }))!;
  const client = (await identity.records.client(orgId, consumerKey))!;
  const authorized = { codeChallenge: undefined, nonce: undefined, authTime: identity.now() };
  const given = { client, memberId, redirectUri: CALLBACK, scopes: client.scopes, ...authorized };
  const credentials = { client_id: consumerKey, client_secret: consumerSecret };
  const code = (await issueCode(identity, given))!;
  const reply = await ask(identity, { ...credentials, grant_type: "authorization_code", code, redirect_uri: CALLBACK });
  const refresh = { ...credentials, grant_type: "refresh_token", refresh_token: reply.refresh_token! };
  return { orgId, refresh: new URLSearchParams(refresh).toString() };
}

async function ask(identity: Identity, form: Record<string, string> | string): Promise<{ refresh_token?: string }> {
  const request: TokenRequest = {
    method: "POST",
    host: HOST,
    address: "203.0.113.7",
    userAgent: "bench",
    contentType: "application/x-www-form-urlencoded",
    authorization: undefined,
    query: "",
    body: new URLSearchParams(form).toString(),
  };
  const { status, body } = await answerTokenRequest(identity, request);
  if (status !== 200) throw new Error(`token: ${status} ${body}`);
  return JSON.parse(body);
}

/** Everything a crowd leaves behind, in one statement for each table. */
async function crowd({ db }: Identity, orgId: string): Promise<void> {
  await sql`
    insert into client_app (id, org_id, api_name, label, contact_email, enabled, scopes, settings, policies, made_by)
    select '0xI' || lpad(n::text, 15, '0'), ${orgId}, 'App_' || n, 'App', 'a@b.c', true, '["api"]', '{}', '{}', 'crowd'
    from generate_series(1, ${APPS}::integer) n
  `.execute(db);
  await sql`
    insert into consumer (id, org_id, app_id, consumer_key, secret_sealed, state)
    select '888' || lpad(n::text, 15, '0'), ${orgId}, '0xI' || lpad(n::text, 15, '0'), 'key' || n, '', 'primary'
    from generate_series(1, ${APPS}::integer) n
  `.execute(db);
  await sql`
    with given as (
      insert into oauth_grant (id, org_id, app_id, member_id, kind, scopes, created_at, used_at)
      select gen_random_uuid(), ${orgId}, '0xI' || lpad((n % ${APPS}::integer + 1)::text, 15, '0'),
        '005' || lpad(n::text, 15, '0'), 'authorization_code', '["api"]', now(), now()
      from generate_series(1, ${REFRESH_TOKENS}::integer) n
      returning id, app_id, member_id
    )
    insert into refresh_token (token_hash, org_id, grant_id, app_id, member_id, issued_at, used_at)
    select sha256(id::text::bytea), ${orgId}, id, app_id, member_id, now(), now() from given
  `.execute(db);
  await sql`analyze`.execute(db);
}

/** Milliseconds that each of some refreshes took. */
async function drive({ identity, refresh }: World): Promise<number[]> {
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (times.length < REFRESHES) {
        const at = performance.now();
        await ask(identity, refresh);
        times.push(performance.now() - at);
      }
    }),
  );
  return times;
}

interface World {
  readonly identity: Identity;
  readonly orgId: string;
  readonly refresh: string;
}

/** A database of its own with one org, for the length of `work`. */
const inWorld = <T>(work: (world: World) => Promise<T>): Promise<T> =>
  withPostgres(async (databaseUrl) => {
    const store = await openStore({ data: "", databaseUrl, pool: 10, onNotice: () => {} });
    try {
      await migrate(store.db);
      const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
      const vault = createVault(random(new Uint8Array(32)), random);
      const world = { db: store.db, vault, origin: () => `https://${HOST}`, now: Date.now, random };
      const identity = createIdentity(world);
      return await work({ identity, ...(await begin(identity)) });
    } finally {
      await store.close();
    }
  });

/** The two take turns, so that whatever else the machine does slows both. */
export const measureCrowd = (progress: (step: string) => void): Promise<readonly Figure[]> =>
  inWorld((alone) =>
    inWorld(async (crowded) => {
      progress(`a crowd of ${APPS} apps and ${REFRESH_TOKENS} refresh tokens`);
      await crowd(crowded.identity, crowded.orgId);
      const times: Record<"alone" | "crowded", number[]> = { alone: [], crowded: [] };
      for (let round = 0; round <= ROUNDS; round++) {
        progress(round === 0 ? "refreshes, to warm up" : `refreshes, round ${round} of ${ROUNDS}`);
        const [first, second] = [await drive(alone), await drive(crowded)];
        if (round === 0) continue;
        times.alone.push(...first);
        times.crowded.push(...second);
      }
      const [p50, inCrowd] = [median(times.alone), median(times.crowded)];
      return [
        { name: `refresh, ${AT_ONCE} at once: p50 alone`, value: p50, unit: "ms" },
        { name: "refresh: p50 in the crowd", value: inCrowd, unit: "ms" },
        { name: "speed in the crowd", value: (100 * p50) / inCrowd, unit: "%", atLeast: 80 },
      ];
    }),
  );
