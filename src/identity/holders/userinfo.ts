// What is told about the user of a token, in the words of userinfo and of the identity URL (oauth spec §2.12).
import { DATA_PATH } from "../../contract/data-api.ts";
import { refused } from "../../contract/problems.ts";
import { IdentityRecord, UserInfo } from "../../contract/userinfo.ts";
import { type MemberRow, memberChangedAt } from "../../store/members.ts";
import type { Identity, Org } from "../identity.ts";
import { originOf } from "../orgs/domains.ts";
import { quirk } from "../orgs/quirks.ts";
import { type Bearer, holdsOneOf } from "../tokens/bearer.ts";
import { identityUrl } from "../tokens/id-tokens.ts";

/** Scopes that open everything there is to tell. */
const WHOLE = ["id", "api", "web", "full"];

/** What each of the other scopes opens (OpenID Connect Core 1.0 §5.4). */
const parts = { openid: [], profile: ["profile"], email: ["email"], address: [], phone: [] } as const;

type Part = "email" | "profile";

/** The parts that the scopes of a token open; `undefined` where they open nothing at all. */
function partsOf(org: Org, { principal }: Bearer): ReadonlySet<Part> | undefined {
  const held = Object.entries(parts).filter(([scope]) => principal.scopes.includes(scope));
  const asWhole = quirk(org, "one_identity_scope") && held.some(([scope]) => scope !== "openid");
  if (asWhole || holdsOneOf(principal, WHOLE)) return new Set(["email", "profile"]);
  return held.length === 0 ? undefined : new Set(held.flatMap(([, opened]) => opened));
}

/** Refuses with `scope_missing` where the token has no scope that tells who its user is. */
function requireParts(bearer: Bearer): ReadonlySet<Part> {
  const opened = partsOf(bearer.org, bearer);
  if (opened) return opened;
  throw refused("scope_missing", [...WHOLE, ...Object.keys(parts)].join(" or "), bearer.principal.scopes.join(" "));
}

/** `GET /services/oauth2/userinfo`. Refuses with `scope_missing`. */
export async function userInfo(identity: Identity, bearer: Bearer): Promise<UserInfo> {
  const { org, principal } = bearer;
  const opened = requireParts(bearer);
  const { member, changedAt, ...told } = await tell(identity, bearer);
  const updatedAt = quirk(org, "updated_at_text") ? changedAt.toISOString() : Math.floor(changedAt.getTime() / 1000);
  return UserInfo.parse({
    sub: identityUrl(identity, org, principal.memberId),
    user_id: member.id,
    organization_id: org.id,
    ...(opened.has("profile") && {
      preferred_username: member.username,
      nickname: nicknameOf(member),
      name: member.name,
      ...(member.firstName !== null && { given_name: member.firstName }),
      family_name: familyNameOf(member),
      zoneinfo: member.timeZone,
      updated_at: updatedAt,
      ...told,
    }),
    ...(opened.has("email") && member.email !== null && { email: member.email, email_verified: false }),
  });
}

/** `GET /id/{org}/{user}`. Refuses with `scope_missing`. */
export async function identityRecord(identity: Identity, bearer: Bearer): Promise<IdentityRecord> {
  const { org, principal } = bearer;
  requireParts(bearer);
  const { member, changedAt, ...told } = await tell(identity, bearer);
  return IdentityRecord.parse({
    id: identityUrl(identity, org, principal.memberId),
    asserted_user: true,
    user_id: member.id,
    organization_id: org.id,
    username: member.username,
    nick_name: nicknameOf(member),
    display_name: member.name,
    email: member.email,
    email_verified: false,
    first_name: member.firstName,
    last_name: familyNameOf(member),
    timezone: member.timeZone,
    last_modified_date: changedAt.toISOString(),
    ...told,
  });
}

/** The claims userinfo can make; the discovery document lists them. */
export const USERINFO_CLAIMS: readonly string[] = Object.keys(UserInfo.shape);

async function tell(identity: Identity, { org, principal }: Bearer) {
  const member = await identity.records.member(principal.memberId);
  const changedAt = await memberChangedAt(identity.db, principal.memberId);
  if (!member || !changedAt) throw refused("token_invalid", "the user it speaks for is gone");
  const rest = `${originOf(identity, org)}${DATA_PATH}/v{version}/`;
  return {
    member,
    changedAt,
    locale: member.locale,
    language: member.locale,
    utcOffset: utcOffset(member.timeZone, identity.now()),
    active: member.active,
    user_type: "STANDARD",
    // An app whose token is taken here is an app of this org.
    is_app_installed: true,
    urls: { rest, sobjects: `${rest}sobjects/`, query: `${rest}query/`, custom_domain: originOf(identity, org) },
  };
}

/** A username has the form of an address; what stands before its @ is what others call the user. */
const nicknameOf = ({ username }: MemberRow) => username.slice(0, username.indexOf("@"));

/** A record without a last name is known by its whole name. */
const familyNameOf = ({ lastName, name }: MemberRow) => lastName ?? name;

/** Milliseconds by which the clocks of a time zone are ahead of UTC at a moment. */
function utcOffset(timeZone: string, at: number): number {
  const zone = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")!.value;
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  const distance = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -distance : distance;
}
