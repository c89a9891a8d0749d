// The login history of apps: who got a token for which user, from where, or why not.
import { writeLogin } from "../../store/login-history.ts";
import type { Identity } from "../identity.ts";
import type { EndpointReply } from "./endpoint.ts";
import type { Exchange } from "./exchange.ts";
import { fieldOf } from "./form.ts";

/** An app that refreshes every minute, or is refused every second, says nothing new until then. */
const ANEW_MS = 60 * 60_000;

/**
 * A row for every grant that is given, and for every refusal of a known user. What is repeated leaves one row an hour: the
 * same use of a grant, or the same refusal of app and user, from the same address. None for a reply given before.
 */
export async function noteLogin(identity: Identity, exchange: Exchange, { refusal }: EndpointReply): Promise<void> {
  const { member, client, granted, request, fields, repeated } = exchange;
  if (!member || repeated) return;
  const { db, now, noted } = identity;
  const { address, userAgent = "" } = request;
  const { orgId, id: memberId, username } = member;
  const appId = client?.appId ?? null;
  const kind = fieldOf(fields, "grant_type") ?? "";
  const outcome = refusal?.reason ?? "ok";
  const what = [kind, outcome, granted?.grantId ?? `${appId} ${memberId}`, address].join("\n");
  const at = now();
  if (at - (noted.get(what) ?? Number.NEGATIVE_INFINITY) < ANEW_MS) return;
  await writeLogin(db, { orgId, memberId, username, appId, kind, outcome, address, userAgent }, new Date(at));
  noted.set(what, at);
}
