// The revocation endpoint: whoever holds a token may end it (oauth spec §2.14, RFC 7009).
import { Refused } from "../../contract/problems.ts";
import { findRefreshToken } from "../../store/refresh-tokens.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import { endGrants, revokeAccessToken } from "../tokens/end-grants.ts";
import { isRefreshToken } from "../tokens/refresh-tokens.ts";
import { isOpaque, readAccessToken } from "../tokens/verify.ts";
import { answer, type EndpointReply } from "./endpoint.ts";
import { found, type Step, type TokenRequest } from "./exchange.ts";
import { fieldOf, requiredField } from "./form.ts";
import { refuse, type TokenRefusal } from "./refusal.ts";

const refuseGet: Step = (exchange) => {
  const { method } = exchange.request;
  if (method !== "POST" && !found(exchange, "habits").revoke_by_get)
    throw refuse({ reason: "method_not_post", method });
};

/** An access token ends alone; a refresh token ends with its grant and every access token under it. */
const revoke: Step = async (exchange, identity) => {
  const token = requiredField(exchange.fields, "token");
  const org = found(exchange, "org");
  const problem = isRefreshToken(token)
    ? await endByRefreshToken(identity, org, token)
    : await endAccessToken(identity, org, token);
  if (problem && found(exchange, "habits").unknown_token_400) throw refuse(problem);
  exchange.reply = "";
};

async function endByRefreshToken(identity: Identity, org: Org, token: string): Promise<TokenRefusal | undefined> {
  const row = await findRefreshToken(identity.db, org.id, hashOf(token));
  if (!row || row.endedAt) return { reason: "token_unknown", why: "there is no such refresh token, or it has ended" };
  await endGrants(identity, identity.db, { grantId: row.grantId }, "the refresh token was revoked");
  identity.revocations.forget();
  return undefined;
}

async function endAccessToken(identity: Identity, org: Org, token: string): Promise<TokenRefusal | undefined> {
  if (!isOpaque(token) && token.split(".").length !== 3) return { reason: "token_of_no_kind" };
  try {
    const claims = await readAccessToken(identity, token);
    if (claims.orgId !== org.id) return { reason: "token_unknown", why: "it is a token of another org" };
    const over = identity.now() >= claims.expiresAt * 1000 || (await identity.revocations.ended(claims));
    if (over) return { reason: "token_unknown", why: "it is over already" };
    await revokeAccessToken(identity, claims);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return { reason: "token_unknown", why: error.message };
    throw error;
  }
}

const revokeSteps: readonly Step[] = [refuseGet, revoke];

/** Answer a revocation request: an empty reply, or why nothing ended. No client authentication (oauth spec §0.5). */
export async function answerRevocation(identity: Identity, request: TokenRequest): Promise<EndpointReply> {
  const { reply, exchange } = await answer(identity, request, revokeSteps);
  const callback = request.method === "GET" ? fieldOf(exchange.fields, "callback") : undefined;
  return callback !== undefined && exchange.habits?.revoke_by_get ? asScript(callback, reply) : reply;
}

/** A name that is a function of a page, and cannot be anything else. */
const FUNCTION_NAME = /^[A-Za-z_$][\w$.]{0,63}$/;

/** The reply as a call of a page's function: a script has no status, so a refusal is its argument. */
function asScript(callback: string, reply: EndpointReply): EndpointReply {
  if (!FUNCTION_NAME.test(callback)) return reply;
  const headers = {
    ...reply.headers,
    "Content-Type": "application/javascript;charset=UTF-8",
    "X-Content-Type-Options": "nosniff",
  };
  return { ...reply, status: 200, headers, body: `/**/${callback}(${reply.body || "{}"});` };
}
