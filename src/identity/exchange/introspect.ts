// The introspection endpoint: what a client may know about a token (oauth spec §2.11, RFC 7662).
import { Introspection } from "../../contract/identity.ts";
import { Refused } from "../../contract/problems.ts";
import { findConsumer } from "../../store/consumers.ts";
import { findRefreshToken } from "../../store/refresh-tokens.ts";
import type { Client } from "../apps/client.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import type { Habits } from "../orgs/quirks.ts";
import { identityUrl } from "../tokens/id-tokens.ts";
import { refreshTokenEnd } from "../tokens/lifetimes.ts";
import { principalOf } from "../tokens/principal.ts";
import { isRefreshToken, refreshTokenProblem } from "../tokens/refresh-tokens.ts";
import { userOrProblem } from "../tokens/usable.ts";
import { verifyAccessToken } from "../tokens/verify.ts";
import { answer, type EndpointReply } from "./endpoint.ts";
import { type Exchange, found, type Step, type TokenRequest } from "./exchange.ts";
import { requiredField } from "./form.ts";
import { identifyClient, requireEnabledApp, requireProof } from "./identify-client.ts";
import { scopesGiven } from "./permitted.ts";

type Active = Extract<Introspection, { active: true }>;

/** Whatever is no living token, or none of this client's, is inactive, and nothing tells which of these it is. */
const introspect: Step = async (exchange, identity) => {
  const token = requiredField(exchange.fields, "token");
  const about = isRefreshToken(token)
    ? await aboutRefreshToken(identity, exchange, token)
    : await aboutAccessToken(identity, exchange, token);
  exchange.reply = JSON.stringify(Introspection.parse(about ?? { active: false }));
};

/** An app may ask about its own tokens, and with the setting about all tokens of the org (oauth spec §1.2). */
const mayAsk = ({ appId, settings }: Client, ofApp: string): boolean => settings.introspectAll || ofApp === appId;

async function aboutAccessToken(identity: Identity, exchange: Exchange, token: string): Promise<Active | undefined> {
  const org = found(exchange, "org");
  try {
    const principal = await principalOf(identity, token);
    if (principal.orgId !== org.id || !mayAsk(found(exchange, "client"), principal.appId)) return undefined;
    const claims = await verifyAccessToken(identity, token);
    return {
      active: true,
      scope: principal.scopes.join(" "),
      client_id: claims.clientId,
      username: principal.username,
      sub: identityUrl(identity, org, claims.memberId),
      exp: claims.expiresAt,
      iat: claims.issuedAt,
      nbf: claims.notBefore,
      ...kindOf(found(exchange, "habits"), claims),
    };
  } catch (error) {
    if (error instanceof Refused && error.code === "token_invalid") return undefined;
    throw error;
  }
}

const kindOf = (
  { plain_introspection }: Habits,
  { origin, tokenId }: { readonly origin: string; readonly tokenId: string },
): Pick<Active, "aud" | "iss" | "jti" | "token_type"> =>
  plain_introspection
    ? { token_type: "access_token" }
    : { token_type: "Bearer", iss: origin, aud: [origin], jti: tokenId };

async function aboutRefreshToken(identity: Identity, exchange: Exchange, token: string): Promise<Active | undefined> {
  const [org, client] = [found(exchange, "org"), found(exchange, "client")];
  const row = await findRefreshToken(identity.db, org.id, hashOf(token));
  if (!row || !mayAsk(client, row.appId)) return undefined;
  const owner = await ownerOf(identity, org, client, row.appId);
  if (!owner || refreshTokenProblem(row, owner, identity.now())) return undefined;
  const held = { kind: "grant", since: row.grantedAt.getTime() } as const;
  const member = await userOrProblem(identity, owner, await identity.records.member(row.memberId), held);
  if ("reason" in member) return undefined;
  const issuedAt = Math.floor(row.issuedAt.getTime() / 1000);
  const end = refreshTokenEnd(owner.policies.refreshToken, row);
  return {
    active: true,
    scope: (await scopesGiven(identity, owner, member.id, row.scopes)).join(" "),
    client_id: owner.consumerKey,
    username: member.username,
    sub: identityUrl(identity, org, member.id),
    token_type: "refresh_token",
    ...(end !== undefined && { exp: Math.floor(end / 1000) }),
    iat: issuedAt,
    nbf: issuedAt,
  };
}

/** The client of the app that a token belongs to. */
async function ownerOf(identity: Identity, org: Org, client: Client, appId: string): Promise<Client | undefined> {
  if (appId === client.appId) return client;
  const consumer = await findConsumer(identity.db, { appId });
  return consumer && identity.records.client(org.id, consumer.consumerKey);
}

const introspectSteps: readonly Step[] = [identifyClient, requireProof, requireEnabledApp, introspect];

/** Answer an introspection request. */
export async function answerIntrospection(identity: Identity, request: TokenRequest): Promise<EndpointReply> {
  return (await answer(identity, request, introspectSteps)).reply;
}
