// The token endpoint: what must hold before a token is given. The order is the specification (RFC 6749 §3.2, §5).
import type { Identity } from "../identity.ts";
import { answer, type EndpointReply } from "./endpoint.ts";
import { found, type Step, type TokenRequest, walk } from "./exchange.ts";
import { fieldOf } from "./form.ts";
import { authorizationCode } from "./grants/authorization-code.ts";
import { clientCredentials } from "./grants/client-credentials.ts";
import { jwtBearer } from "./grants/jwt-bearer.ts";
import { refreshToken } from "./grants/refresh-token.ts";
import { mintToken } from "./mint.ts";
import { noteLogin } from "./note-login.ts";
import { refuse } from "./refusal.ts";

/** The grant types of this version, each a table of steps. A Map: a grant type is the client's word, and may be "constructor". */
export const grants: ReadonlyMap<string, readonly Step[]> = new Map([
  ["client_credentials", clientCredentials],
  ["authorization_code", authorizationCode],
  ["refresh_token", refreshToken],
  ["urn:ietf:params:oauth:grant-type:jwt-bearer", jwtBearer],
]);

/** Grant types that an app may have in its settings, and that this server does not offer yet (oauth spec §2.8, §2.9). */
const notOffered: ReadonlyMap<string, string> = new Map([
  ["urn:ietf:params:oauth:grant-type:token-exchange", "token exchange"],
  ["urn:ietf:params:oauth:grant-type:device_code", "device"],
  ["device", "device"],
  ["hybrid_auth_code", "hybrid"],
  ["hybrid_refresh", "hybrid"],
]);

/** Scopes come from the app; a `scope` parameter is refused, or narrows what is given (oauth spec §0.4). */
const refuseScope: Step = (exchange) => {
  const sent = fieldOf(exchange.fields, "scope") !== undefined;
  if (sent && found(exchange, "habits").scope_refused) throw refuse({ reason: "scope_sent" });
};

const runGrant: Step = async (exchange, identity) => {
  const startsDevice = fieldOf(exchange.fields, "response_type") === "device_code";
  const grant = fieldOf(exchange.fields, "grant_type") ?? (startsDevice ? "device" : undefined);
  if (grant === undefined) throw refuse({ reason: "grant_missing", contentType: exchange.request.contentType });
  const flow = notOffered.get(grant);
  if (flow !== undefined) throw refuse({ reason: "flow_not_offered", flow });
  const steps = grants.get(grant);
  if (!steps) throw refuse({ reason: "grant_unknown", grant: grant.slice(0, 128) });
  await walk(steps, exchange, identity);
};

/** RFC 6749 §6: a client may ask for less than it was granted, and for nothing else. */
const narrowScope: Step = (exchange) => {
  const asked = fieldOf(exchange.fields, "scope")?.split(" ").filter(Boolean);
  if (asked === undefined) return;
  const granted = found(exchange, "granted");
  const beyond = asked.find((scope) => !granted.scopes.includes(scope));
  if (beyond !== undefined) throw refuse({ reason: "scope_beyond", scope: beyond.slice(0, 64) });
  exchange.granted = { ...granted, scopes: granted.scopes.filter((scope) => asked.includes(scope)) };
};

/** What follows once the request is read (`endpoint.ts`). */
const tokenSteps: readonly Step[] = [
  refuseScope,
  runGrant, // grants/<name>.ts: who asks, and as whom
  narrowScope,
  mintToken,
];

/** Answer a token request. Refusals are replies; what is thrown is a fault of the server. */
export async function answerTokenRequest(identity: Identity, request: TokenRequest): Promise<EndpointReply> {
  const { reply, exchange } = await answer(identity, request, tokenSteps);
  await noteLogin(identity, exchange, reply);
  return { ...reply, format: fieldOf(exchange.fields, "format") };
}
