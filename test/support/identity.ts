// An identity room on a database of its own, with an org, a user, an app and a clock that the test moves.

import { createHash, createHmac } from "node:crypto";
import { expect } from "vitest";
import type { TokenResponse } from "../../src/contract/identity.ts";
import type { Random } from "../../src/contract/ids.ts";
import type { AppDeclaration } from "../../src/identity/apps/app-declaration.ts";
import { declareApp } from "../../src/identity/apps/apps.ts";
import { readCredentials } from "../../src/identity/apps/credentials.ts";
import type { EndpointReply } from "../../src/identity/exchange/endpoint.ts";
import type { TokenRequest } from "../../src/identity/exchange/exchange.ts";
import { answerIntrospection } from "../../src/identity/exchange/introspect.ts";
import { answerRevocation } from "../../src/identity/exchange/revoke.ts";
import { answerTokenRequest } from "../../src/identity/exchange/token.ts";
import { createIdentity, type Identity, type IdentityPorts, type Org } from "../../src/identity/identity.ts";
import { createVault } from "../../src/identity/keys/vault.ts";
import { declareOrg } from "../../src/identity/orgs/orgs.ts";
import type { QuirkName } from "../../src/identity/orgs/quirks.ts";
import { declareMember } from "../../src/identity/people/members.ts";
import { type Allowed, issueCode } from "../../src/identity/tokens/codes.ts";
import type { Store } from "../../src/store/open.ts";
import { CALLBACK } from "./callbacks.ts";
import { databases, type TestDatabase } from "./databases.ts";

export const random: Random = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);

export const ORIGIN = "https://org.example.test";
export const RUN_AS = "api.user@org.example.test";

export const agentApiApp: AppDeclaration = {
  apiName: "Agent_API_Client",
  label: "Agent API Client",
  contactEmail: "ops@org.example.test",
  scopes: ["api", "refresh_token", "chatbot_api", "sfap_api"],
  settings: { clientCredentials: true, namedUserJwt: true },
  policies: { clientCredentials: true, jwtTimeoutMinutes: 30 },
  runAs: RUN_AS,
  enabled: true,
  madeBy: "project",
};

export interface TestIdentity {
  readonly identity: Identity;
  readonly store: Store;
  readonly orgId: string;
  org(): Promise<Org>;
  readonly memberId: string;
  /** Epoch milliseconds; a test moves it. */
  readonly clock: { now: number };
  /** Declare an app that differs from `agentApiApp` in these fields; gives its id and credentials. */
  declare(change?: Partial<AppDeclaration>): Promise<TestApp>;
  /** Declare an app whose users log in at the org; settings and policies are changed field by field. */
  declareWeb(apiName: string, change?: WebChange): Promise<TestApp>;
  /** POST a form to the token endpoint. */
  post(form: Readonly<Record<string, string>>, request?: Partial<TokenRequest>): Promise<EndpointReply>;
  /** Ask the introspection endpoint about a token. */
  introspect(form: Form, request?: Partial<TokenRequest>): Promise<EndpointReply>;
  /** End a token. */
  revoke(form: Form, request?: Partial<TokenRequest>): Promise<EndpointReply>;
  /** A person of the org; gives the id. */
  person(username: string): Promise<string>;
  /** A code, as the authorization endpoint gives it after the user's consent. */
  authorize(app: TestApp, allowed: Partial<Allowed> & { memberId: string }): Promise<string>;
  /** What an app gets for a user by the code flow. */
  logIn(app: TestApp, memberId: string): Promise<{ readonly accessToken: string; readonly refreshToken: string }>;
  /** Let the org speak otherwise. */
  speak(settings: {
    readonly profile?: "compat" | "strict";
    readonly quirks?: Partial<Record<QuirkName, boolean>>;
  }): Promise<void>;
  /** The same records as another server that shares the database sees them. */
  elsewhere(ports?: Partial<IdentityPorts>): Identity;
  close(): Promise<void>;
}

type Form = Readonly<Record<string, string>>;

type WebChange = Partial<Omit<AppDeclaration, "policies" | "settings">> & {
  readonly settings?: Partial<AppDeclaration["settings"]>;
  readonly policies?: Partial<AppDeclaration["policies"]>;
};

export interface TestApp {
  readonly id: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** The form of a client_credentials request. */
  readonly form: Readonly<Record<string, string>>;
}

/** By default on a PostgreSQL server: a clone of the template is there in 60 ms. */
export async function openIdentity(database: TestDatabase = databases[1]!): Promise<TestIdentity> {
  const store = await database.open();
  const clock = { now: Date.parse("2026-11-23T12:00:00.250Z") };
  const vault = createVault(random(new Uint8Array(32)), random);
  const world = { db: store.db, vault, origin: () => ORIGIN, now: () => clock.now, random };
  const identity = createIdentity(world);
  const { id: orgId } = await declareOrg(identity, { name: "Test", madeBy: "project" });
  const member = { username: RUN_AS, name: "API User", kind: "api_only", madeBy: "project" } as const;
  const { id: memberId } = await declareMember(identity, orgId, member);
  const room: TestIdentity = {
    identity,
    store,
    orgId,
    org: async () => (await identity.records.org(orgId))!,
    memberId,
    clock,
    async declare(change = {}) {
      const { id } = await declareApp(identity, orgId, { ...agentApiApp, ...change });
      const { consumerKey, consumerSecret } = (await readCredentials(identity, id, { actor: "test" }))!;
      const form = { grant_type: "client_credentials", client_id: consumerKey, client_secret: consumerSecret };
      return { id, consumerKey, consumerSecret, form };
    },
    declareWeb: (apiName, change = {}) =>
      room.declare({
        apiName,
        scopes: ["api", "refresh_token", "openid"],
        ...change,
        settings: { namedUserJwt: true, callbackUrls: [CALLBACK], ...change.settings },
        policies: { ...change.policies },
      }),
    post: (form, request = {}) => answerTokenRequest(identity, tokenRequest(form, request)),
    introspect: (form, request = {}) => answerIntrospection(identity, tokenRequest(form, request)),
    revoke: (form, request = {}) => answerRevocation(identity, tokenRequest(form, request)),
    async person(username) {
      const person = { username, name: "Ann Example", kind: "standard", madeBy: "project" } as const;
      return (await declareMember(identity, orgId, person)).id;
    },
    async authorize(app, allowed) {
      const client = (await identity.records.client(orgId, app.consumerKey))!;
      const code = await issueCode(identity, {
        client,
        redirectUri: CALLBACK,
        scopes: client.scopes,
        codeChallenge: pkce.challenge,
        nonce: undefined,
        authTime: clock.now,
        ...allowed,
      });
      return code!;
    },
    async logIn(app, memberId) {
      const form = redemption(app, await room.authorize(app, { memberId }));
      const { access_token, refresh_token = "" } = granted(await room.post(form));
      return { accessToken: access_token, refreshToken: refresh_token };
    },
    async speak(settings) {
      await store.db
        .updateTable("org")
        .set({ settings: JSON.stringify(settings) })
        .where("id", "=", orgId)
        .execute();
      identity.records.forget();
    },
    elsewhere: (ports = {}) => createIdentity({ ...world, ...ports }),
    close: store.close,
  };
  return room;
}

/** A verifier as long as the sf CLI's, and its challenge. */
const verifier = "v".repeat(171);
export const pkce = { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };

/** Key and secret of an app, as a form has them. */
export const clientOf = ({ consumerKey, consumerSecret }: TestApp) => ({
  client_id: consumerKey,
  client_secret: consumerSecret,
});

/** The form that redeems a code, with fields changed. */
export const redemption = (app: TestApp, code: string, change: Form = {}) => ({
  ...clientOf(app),
  grant_type: "authorization_code",
  code,
  redirect_uri: CALLBACK,
  code_verifier: pkce.verifier,
  ...change,
});

/** The form that uses a refresh token. */
export const refreshing = (app: TestApp, refreshToken: string) => ({
  ...clientOf(app),
  grant_type: "refresh_token",
  refresh_token: refreshToken,
});

/** What a granted request is told. */
export function granted(reply: EndpointReply): TokenResponse {
  expect(reply).toMatchObject({ status: 200 });
  return JSON.parse(reply.body);
}

/** What a refused request is told: status, error and description. */
export const refusal = (reply: EndpointReply): unknown[] => [reply.status, ...Object.values(JSON.parse(reply.body))];

/** A request to the token endpoint as a plain client sends it. */
export const tokenRequest = (
  form: Readonly<Record<string, string>>,
  request: Partial<TokenRequest> = {},
): TokenRequest => ({
  method: "POST",
  host: new URL(ORIGIN).host,
  address: "203.0.113.7",
  userAgent: "test",
  contentType: "application/x-www-form-urlencoded",
  authorization: undefined,
  query: "",
  body: new URLSearchParams(form).toString(),
  ...request,
});

export const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;

/** The signature a client computes to check a token reply (oauth spec §0.7). */
export const signatureOf = (consumerSecret: string, { id, issued_at }: { id: string; issued_at: string }) =>
  createHmac("sha256", consumerSecret)
    .update(id + issued_at)
    .digest("base64");
