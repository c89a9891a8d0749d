// Who the user of a token is, and a way in for their browser: userinfo, the identity URL, single access, bootstrap.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { normalizeId, prefixes } from "../contract/ids.ts";
import { type ProblemCode, Refused } from "../contract/problems.ts";
import {
  BOOTSTRAP_PATH,
  type IdentityRecord,
  type IdentityWord,
  identityWords,
  NamedUserToken,
  RefusedInAWord,
  SINGLE_ACCESS_PATH,
  USERINFO_PATH,
} from "../contract/userinfo.ts";
import { bootstrap } from "../identity/holders/bootstrap.ts";
import { singleAccess } from "../identity/holders/single-access.ts";
import { identityRecord, userInfo } from "../identity/holders/userinfo.ts";
import type { Identity } from "../identity/identity.ts";
import { orgAt } from "../identity/orgs/domains.ts";
import { quirk } from "../identity/orgs/quirks.ts";
import { bearerOf, cookieOf, formField, forTokenHolders } from "./bearer.ts";
import { queryValue } from "./request-text.ts";
import { asXml } from "./xml.ts";

const own = { config: { access: "own" } } as const;

export function identityInfoRoutes(app: FastifyInstance, identity: Identity): void {
  app.register(async (scope) => {
    forTokenHolders(scope);
    scope.setErrorHandler((error, request, reply) => refuseInAWord(identity, error, request, reply));
    // A token may stand in the form of a POST (RFC 6750 §2.2).
    scope.route({
      ...own,
      method: ["GET", "POST"],
      url: USERINFO_PATH,
      handler: async (request) =>
        userInfo(identity, await bearerOf(identity, request, formField(request, "access_token"))),
    });
    scope.route({
      ...own,
      method: ["GET", "POST"],
      url: SINGLE_ACCESS_PATH,
      handler: async (request) => {
        const redirect = formField(request, "redirect_uri") ?? queryValue(request, "redirect_uri");
        return singleAccess(identity, await bearerOf(identity, request), { redirect, address: request.ip });
      },
    });
    scope.get("/id/:orgId/:userId", own, (request, reply) => answerIdentity(identity, request, reply));
  });
  app.register(async (scope) => {
    forTokenHolders(scope);
    scope.get(BOOTSTRAP_PATH, own, async (request) => {
      const bearer = await bearerOf(identity, request, cookieOf(request, "sid"));
      return NamedUserToken.parse(await bootstrap(identity, bearer));
    });
  });
}

/** How the identity URL can be told: as JSON, or as XML. */
const formats: Readonly<Record<string, { readonly type: string; readonly write: (record: IdentityRecord) => string }>> =
  {
    json: { type: "application/json;charset=UTF-8", write: (record) => JSON.stringify(record) },
    xml: { type: "application/xml;charset=UTF-8", write: (record) => asXml("user", record) },
  };

/** `GET /id/{org}/{user}` for the user of the token (oauth spec §2.12). */
async function answerIdentity(identity: Identity, request: FastifyRequest, reply: FastifyReply) {
  const { orgId, userId } = request.params as { readonly orgId: string; readonly userId: string };
  const asked = await orgAt(identity, request.headers.host);
  const inAddress = asked && quirk(asked, "token_in_address") ? queryValue(request, "oauth_token") : undefined;
  const bearer = await bearerOf(identity, request, inAddress);
  const org = normalizeId(orgId, prefixes.org);
  const user = normalizeId(userId, prefixes.user);
  if (!org || !user) throw new RefusedInAWord("Bad_Id", "the path holds no ids of an org and of a user");
  if (org !== bearer.org.id) throw new RefusedInAWord("Wrong_Org", "the path names another org than that of the token");
  if (user !== bearer.principal.memberId) {
    throw new RefusedInAWord("No_Access", "the path names another user than that of the token");
  }
  const name = queryValue(request, "format") ?? "json";
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!format) throw new RefusedInAWord("Invalid_Format", "format is json or xml");
  return reply.type(format.type).send(format.write(await identityRecord(identity, bearer)));
}

/** The words of refusals that are about the token. */
const words: Partial<Record<ProblemCode, IdentityWord>> = {
  token_missing: "Missing_OAuth_Token",
  token_invalid: "Bad_OAuth_Token",
  scope_missing: "Invalid_Scope",
};

/** Why, in one word for the client and in a sentence for the log. In the strict profile tokens are refused as elsewhere. */
async function refuseInAWord(identity: Identity, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const word = error instanceof RefusedInAWord ? error.word : error instanceof Refused ? words[error.code] : undefined;
  if (!word) throw error;
  if (error instanceof Refused) {
    const org = await orgAt(identity, request.headers.host);
    if (org && !quirk(org, "refusals_in_words")) throw error;
  }
  const status = identityWords[word];
  request.log.info({ status, word, why: (error as Error).message }, "refused");
  return reply.code(status).type("text/plain;charset=UTF-8").send(word);
}
