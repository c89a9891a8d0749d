// Answers what a page of Setup asks about its own session.
import type { FastifyReply } from "fastify";
import { refused } from "../contract/problems.ts";
import type { BodyOf, ReplyOf } from "../contract/setup-endpoint.ts";
import type { sessionEndpoints } from "../contract/setup-session.ts";
import type { Identity } from "../identity/identity.ts";
import { proveAgain } from "../identity/people/login.ts";
import { endLoginSession } from "../identity/people/login-sessions.ts";
import { rightsOf } from "../identity/people/roles.ts";
import type { AtPage } from "./setup-caller.ts";

type Rows = typeof sessionEndpoints;
export type SessionCall = keyof Rows;

export interface SessionPorts {
  readonly identity: Identity;
  readonly version: string;
}

/** One answer for each row, for a person at a page; the operator has no session. */
export const sessionAnswers: {
  readonly [C in SessionCall]: (
    ports: SessionPorts,
    atPage: AtPage,
    body: BodyOf<Rows[C]>,
    reply: FastifyReply,
  ) => Promise<ReplyOf<Rows[C]>>;
} = {
  me: async ({ version }, { visit, session }) => {
    const { id, username, name, role } = session.member;
    const org = { id: visit.org.id, name: visit.org.name, origin: visit.origin };
    return { user: { id, username, name, role }, rights: [...rightsOf(role)], csrf: session.csrf, org, version };
  },
  prove: async ({ identity }, { visit, session }, { password }) => {
    const outcome = await proveAgain(identity, visit.org, session, password, visit.visitor);
    if ("waitMs" in outcome) {
      throw refused("too_many_requests", "too many failed logins from your network. Try again in a minute");
    }
    return { proven: "proven" in outcome };
  },
  logOut: async ({ identity }, { visit }, _, reply) => {
    reply.header("set-cookie", await endLoginSession(identity, visit.org, visit.cookies));
    return {};
  },
};
