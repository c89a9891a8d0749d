// Requests of people's browsers: the org they are for, the form they bring, and whether a page of ours sent it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { problemOf, Refused } from "../contract/problems.ts";
import { readParameters } from "../identity/authorize/authorization.ts";
import { FORM, fieldOf, isForm } from "../identity/exchange/form.ts";
import type { Identity, Org } from "../identity/identity.ts";
import { randomToken } from "../identity/letters.ts";
import { orgAt, originOf } from "../identity/orgs/domains.ts";
import { isSecure, readCookie, setCookie } from "../identity/people/cookies.ts";
import { csrfMatches, csrfOf, type Visitor } from "../identity/people/login-sessions.ts";
import { escaped, page, sendPage } from "./page.ts";
import { pageHeaders } from "./page-headers.ts";
import { bodyOf, keepBodiesAsText } from "./request-text.ts";

/** Largest form of a person, in bytes: an authorization request carried on in a field, and a little. */
const FORM_LIMIT = 32 * 1024;

/** A request that is answered with a page of one sentence, for the person who reads it. */
export class TurnedAway extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = "TurnedAway";
    this.status = status;
  }
}

/** A form without the word that the session's own pages have. */
export const outOfDate = () => new TurnedAway(403, "This page was out of date. Go back, reload it, and try again.");

/** A browser at an org. */
export interface Visit {
  readonly org: Org;
  /** My Domain URL of the org. */
  readonly origin: string;
  readonly cookies: string | undefined;
  readonly visitor: Visitor;
}

/** What a request says of its browser. Throws `TurnedAway` at a host that is no org's. */
export async function visitOf(identity: Identity, request: FastifyRequest): Promise<Visit> {
  const visit = await findVisit(identity, request);
  if (!visit) throw new TurnedAway(404, "No org answers at this address. Use the address your administrator gave you.");
  return visit;
}

/** The same; `undefined` at a host that is no org's. */
export async function findVisit(identity: Identity, request: FastifyRequest): Promise<Visit | undefined> {
  const org = await orgAt(identity, request.headers.host);
  return org && { org, origin: originOf(identity, org), cookies: request.headers.cookie, visitor: visitorOf(request) };
}

/** Where a request came from. */
export const visitorOf = (request: FastifyRequest): Visitor => ({
  address: request.ip,
  userAgent: (request.headers["user-agent"] ?? "").slice(0, 255),
});

/** The body of a form as it travels. Throws `TurnedAway` at any other kind of body. */
export function formText(request: FastifyRequest): string {
  const body = bodyOf(request);
  if (body === "" || isForm(request.headers["content-type"])) return body;
  throw new TurnedAway(415, `Forms are read as ${FORM} here, and this one came as something else. Nothing was done.`);
}

/** A form, field by field. */
export type Form = (name: string) => string | undefined;

/**
 * The form that a page of ours sent. Throws `TurnedAway` when the browser says that another site did; the word in the form
 * (`csrf`) is compared besides, for browsers that do not say.
 */
export function ownForm(request: FastifyRequest): Form {
  const { origin, "sec-fetch-site": site = "same-origin" } = request.headers;
  const foreign = site !== "same-origin" || (origin !== undefined && URL.parse(origin)?.host !== request.headers.host);
  if (foreign) throw new TurnedAway(403, "This form came from a page of another site, and nothing was done.");
  const fields = readParameters(formText(request));
  if (!fields) throw new TurnedAway(400, UNREADABLE);
  return (name) => fieldOf(fields, name);
}

/**
 * The word for a form that begins a session, made from a cookie of this browser, which it gets here when it has none:
 * another site knows neither, and so cannot log a visitor in as somebody else (login CSRF).
 */
export function wordFor({ random }: Identity, reply: FastifyReply, { cookies, origin }: Visit): string {
  const pre = readCookie(cookies, "pre", origin) ?? randomToken(random);
  reply.header("set-cookie", setCookie("pre", pre, origin));
  return csrfOf(pre);
}

/** Whether a form brought that word back. */
export function bringsWord({ cookies, origin }: Visit, form: Form): boolean {
  const pre = readCookie(cookies, "pre", origin);
  return pre !== undefined && csrfMatches(form("csrf"), csrfOf(pre));
}

/**
 * Send the browser on with GET. What it was sent here with stays out of its Referer. On the way to an app its window stays
 * known to whoever opened it (`page-headers.ts`).
 */
export const sendOn = (reply: FastifyReply, to: string, status: 302 | 303 = 303) =>
  reply.code(status).headers({ location: to, "cross-origin-opener-policy": "unsafe-none" }).send();

/** In a scope of its own: forms are read as forms, every answer has the headers of a page, and refusals are pages to read. */
export function forBrowsers(
  app: FastifyInstance,
  { origin }: Pick<Identity, "origin">,
  register: (scope: FastifyInstance) => void,
): void {
  app.register(async (scope) => {
    keepBodiesAsText(scope, FORM_LIMIT);
    scope.addHook("onRequest", async (_, reply) => {
      reply.headers(pageHeaders({ secure: isSecure(origin()) }));
    });
    scope.setErrorHandler((error, request, reply) => {
      const told = sentenceOf(error);
      if (!told) throw error;
      const { retryAfterS } = error instanceof Refused ? problemOf(error.code) : {};
      if (retryAfterS !== undefined) reply.header("retry-after", String(retryAfterS));
      request.log.info({ status: told.status }, "page refused");
      return sendPage(reply, page("This did not work", [`<p>${escaped(told.sentence)}</p>`]), told);
    });
    register(scope);
  });
}

/** What a person is told of a refusal; `undefined` for a fault of the server, which is told where all are. */
function sentenceOf(error: unknown): { readonly status: number; readonly sentence: string } | undefined {
  const { statusCode: unread } = error as { statusCode?: unknown };
  const own = error instanceof TurnedAway || error instanceof Refused;
  const status = own ? error.status : unread;
  const busy = error instanceof Refused && error.code === "unavailable";
  if (typeof status !== "number" || (status >= 500 && !busy)) return undefined;
  return { status, sentence: own ? error.message : UNREADABLE };
}

const UNREADABLE = "The form is too large, or cannot be read. Go back and send it again.";
