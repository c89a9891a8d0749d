// Who calls Setup's API: the operator of this machine by a token, or a person at a page by a cookie.
//   C1. A person's POST carries the word (`CSRF_HEADER`) that only the session's own pages have.
//   C2. What a row's right says is asked here, for everybody, before anything is read.
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { refused } from "../contract/problems.ts";
import type { Caller, Endpoint } from "../contract/setup-endpoint.ts";
import { CSRF_HEADER, UNATTENDED_HEADER } from "../contract/setup-session.ts";
import { operator } from "../identity/actor.ts";
import type { Identity } from "../identity/identity.ts";
import { csrfMatches, type LoginSession, loginSessionOf } from "../identity/people/login-sessions.ts";
import { may } from "../identity/people/roles.ts";
import { hasRecentProof } from "../identity/people/step-up.ts";
import { findVisit, type Visit } from "./browser.ts";

/** What callers are told apart by. */
export interface CallerPorts {
  readonly identity: Identity;
  readonly operatorToken: string;
  /** The org an operator's request is about, unless it names another. */
  readonly orgId: string;
  /** Id of the org with this id, domain or name. Refuses with `bad_request`: there is none. */
  readonly findOrg: (asked: string) => Promise<string>;
}

/** A person at a page. */
export interface AtPage {
  readonly visit: Visit;
  readonly session: LoginSession;
}

/** The operator, calling about an org. */
export const operatorAt = (orgId: string): Caller => ({ orgId, by: operator, may: () => true });

/**
 * Who calls, when they may. Refuses with `login_required`, `right_missing` or `proof_required`, with `token_invalid` for a
 * wrong operator's token, and with `forbidden` for one from another machine, or a POST from a page that is not ours.
 * @param attended false where nobody does anything at the page: what is asked then does not keep a session from going idle
 */
export async function callerOf(
  ports: CallerPorts,
  request: FastifyRequest,
  { method, right, proof }: Endpoint,
  attended = request.headers[UNATTENDED_HEADER] === undefined,
): Promise<{ readonly caller: Caller; readonly atPage?: AtPage }> {
  if (request.headers.authorization !== undefined) {
    requireOperator(request, ports.operatorToken);
    return { caller: operatorAt(await askedOrg(ports, request)) };
  }
  const { identity } = ports;
  const visit = await findVisit(identity, request);
  if (!visit) throw refused("forbidden", "no org answers at this address");
  const session = await loginSessionOf(identity, visit.org, visit.cookies, attended);
  if (!session) throw refused("login_required");
  const { id, role } = session.member;
  const { [CSRF_HEADER]: given } = request.headers;
  if (method === "POST" && !csrfMatches(typeof given === "string" ? given : undefined, session.csrf)) {
    throw refused("forbidden", `a POST of Setup carries the header ${CSRF_HEADER}, whose value GET /me gives`);
  }
  if (!may(role, right)) throw refused("right_missing", right, role);
  if (proof && !hasRecentProof(identity, session)) throw refused("proof_required");
  const by = { actor: id, address: visit.visitor.address };
  const caller: Caller = { orgId: visit.org.id, by, memberId: id, may: (asked) => may(role, asked) };
  return { caller, atPage: { visit, session } };
}

async function askedOrg({ orgId, findOrg }: CallerPorts, { query }: FastifyRequest): Promise<string> {
  const { org } = query as Readonly<Record<string, unknown>>;
  if (org === undefined) return orgId;
  if (typeof org !== "string") throw refused("bad_request", "Name one org: ?org=<id, domain or name>");
  return findOrg(org);
}

/** A caller on this machine who holds the operator's token; compared by hash, so that time tells nothing. */
function requireOperator(request: FastifyRequest, operatorToken: string): void {
  const { remoteAddress = "", localAddress } = request.socket;
  if (!/^(?:::ffff:)?127\.|^::1$/.test(remoteAddress) && remoteAddress !== localAddress) {
    throw refused("forbidden", "the operator's API answers on the server's own machine only");
  }
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!timingSafeEqual(digest(given), digest(operatorToken))) {
    throw refused("token_invalid", "the operator's API takes the token from operator.json in the server's data folder");
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest();
