// The JWT bearer grant: an app signs who it is and for whom it asks (oauth spec §2.7, RFC 7523 §2.1).
import { randomUUID } from "node:crypto";
import { findApproval } from "../../../store/approvals.ts";
import { findOpenGrant, insertGrant, useGrant } from "../../../store/grants.ts";
import { findMember } from "../../../store/members.ts";
import type { Client } from "../../apps/client.ts";
import type { Identity } from "../../identity.ts";
import { permittedBy } from "../../people/permits.ts";
import { grantEnd } from "../../tokens/lifetimes.ts";
import { withoutRefresh } from "../../tokens/refresh-tokens.ts";
import { type Assertion, judge, readAssertion } from "../assertions.ts";
import { type Exchange, found, type Step } from "../exchange.ts";
import { requiredField } from "../form.ts";
import { clientOf, requireEnabledApp, requireTrustedAddress } from "../identify-client.ts";
import { requirePermitted, scopesGiven } from "../permitted.ts";
import { refuse } from "../refusal.ts";

/** The client is who signed: a `client_id` is not needed, and one that is sent is not looked at. */
const identifyIssuer: Step = async (exchange, identity) => {
  const { claims } = assertionOf(exchange);
  const client = await clientOf(exchange, identity, claims.iss);
  exchange.client = client;
  if (client.settings.certificate === undefined) throw refuse({ reason: "certificate_missing", appId: client.appId });
};

const requireAssertion: Step = async (exchange, identity) => {
  const problem = await judge(identity, found(exchange, "org"), found(exchange, "client"), assertionOf(exchange));
  if (problem?.of === "audience") throw refuse({ reason: "audience_foreign", audience: problem.why });
  if (problem) throw refuse({ reason: "assertion_unfit", why: problem.why });
  exchange.proven = true;
};

const actAsSubject: Step = async (exchange, identity) => {
  const client = found(exchange, "client");
  const { sub } = assertionOf(exchange).claims;
  const subject = sub.includes("\0") ? undefined : await findMember(identity.db, client.orgId, sub);
  if (!subject) throw refuse({ reason: "member_not_approved", username: sub.slice(0, 80), appId: client.appId });
  const member = await requirePermitted(exchange, identity, subject.id);
  const approved = await approvedScopes(identity, client, member.id);
  if (!approved) throw refuse({ reason: "member_not_approved", username: member.username, appId: client.appId });
  const scopes = withoutRefresh(await scopesGiven(identity, client, member.id, approved));
  exchange.granted = { member, scopes, grantId: await standingGrant(identity, client, member.id, scopes) };
};

/** All of the app's where the admin has pre-authorized the user, else those the user has allowed it before. */
async function approvedScopes(
  identity: Identity,
  client: Client,
  memberId: string,
): Promise<readonly string[] | undefined> {
  if ((await permittedBy(identity, client, memberId)) === "pre_authorized") return client.scopes;
  const approved = await findApproval(identity.db, client.appId, memberId);
  return approved.length > 0 ? approved : undefined;
}

/** One grant for all the assertions of an app for a user, until it is ended. */
async function standingGrant(
  { db, now }: Identity,
  client: Client,
  memberId: string,
  scopes: readonly string[],
): Promise<string> {
  const { orgId, appId } = client;
  const at = new Date(now());
  const until = grantEnd(now(), false, client, at);
  const grant = { orgId, appId, memberId, kind: "jwt_bearer", scopes } as const;
  const standing = await findOpenGrant(db, grant);
  if (standing && (await useGrant(db, standing.id, at, until))) return standing.id;
  const id = randomUUID();
  await insertGrant(db, { ...grant, id }, at, until);
  return id;
}

function assertionOf({ fields }: Exchange): Assertion {
  const read = readAssertion(requiredField(fields, "assertion"));
  if (!("claims" in read)) throw refuse({ reason: "assertion_unfit", why: read.why });
  return read;
}

export const jwtBearer: readonly Step[] = [
  identifyIssuer,
  requireEnabledApp,
  requireAssertion,
  requireTrustedAddress("other"),
  actAsSubject,
];
