// What a client may ask about the user of its token: userinfo, the identity URL, single access, and how they refuse.
import { z } from "zod";

export const USERINFO_PATH = "/services/oauth2/userinfo";
export const SINGLE_ACCESS_PATH = "/services/oauth2/singleaccess";
export const BOOTSTRAP_PATH = "/agentforce/bootstrap/nameduser";

/** Where the APIs of the org are; `{version}` is the client's to fill in. */
const Urls = z.strictObject({ rest: z.string(), sobjects: z.string(), query: z.string(), custom_domain: z.string() });

/**
 * Userinfo (oauth spec §2.12, OpenID Connect Core 1.0 §5.3). What the record does not have is absent; what the scopes do
 * not open is absent too.
 */
export const UserInfo = z
  .strictObject({
    sub: z.url().describe("Identity URL of the user, as in an ID token"),
    user_id: z.string(),
    organization_id: z.string(),
    preferred_username: z.string().optional(),
    nickname: z.string().optional(),
    name: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    email: z.string().optional(),
    email_verified: z.boolean().optional().describe("False: this server sends no mail to find out"),
    zoneinfo: z.string().optional(),
    locale: z.string().optional(),
    language: z.string().optional(),
    utcOffset: z.int().optional().describe("Milliseconds, now"),
    active: z.boolean().optional(),
    user_type: z.string().optional(),
    is_app_installed: z.boolean().optional(),
    updated_at: z.union([z.string(), z.int()]).optional().describe("ISO 8601; in the strict profile epoch seconds"),
    urls: Urls.optional(),
  })
  .meta({ id: "UserInfo" });
export type UserInfo = z.infer<typeof UserInfo>;

/** The user as the identity URL tells (oauth spec §2.12). `null` where the record has none. */
export const IdentityRecord = z
  .strictObject({
    id: z.url(),
    asserted_user: z.boolean().describe("The user of the token is the user of the URL"),
    user_id: z.string(),
    organization_id: z.string(),
    username: z.string(),
    nick_name: z.string(),
    display_name: z.string(),
    email: z.string().nullable(),
    email_verified: z.boolean(),
    first_name: z.string().nullable(),
    last_name: z.string(),
    timezone: z.string(),
    urls: Urls,
    active: z.boolean(),
    user_type: z.string(),
    language: z.string(),
    locale: z.string(),
    utcOffset: z.int(),
    last_modified_date: z.string(),
    is_app_installed: z.boolean(),
  })
  .meta({ id: "IdentityRecord" });
export type IdentityRecord = z.infer<typeof IdentityRecord>;

/** A link that logs a browser in, once and within a minute (oauth spec §2.1). */
export const SingleAccess = z.strictObject({ frontdoor_uri: z.url() }).meta({ id: "SingleAccess" });
export type SingleAccess = z.infer<typeof SingleAccess>;

/** A JWT of the user, for the Agent API (oauth spec §2.1; its other fields as in agent-api spec §3.3). */
export const NamedUserToken = z
  .strictObject({
    access_token: z.string(),
    token_format: z.literal("jwt"),
    scope: z.string(),
    token_type: z.literal("Bearer"),
    issued_at: z.string().describe("Epoch milliseconds, as a string"),
    api_instance_url: z.url().describe("Base URL of the Agent API"),
  })
  .meta({ id: "NamedUserToken" });
export type NamedUserToken = z.infer<typeof NamedUserToken>;

/** How these endpoints refuse: a status, and one word as plain text (oauth spec §2.12). */
export const identityWords = {
  Missing_OAuth_Token: 403,
  Bad_OAuth_Token: 403,
  Wrong_Org: 403,
  Invalid_Scope: 403,
  No_Access: 403,
  Bad_Id: 404,
  Invalid_Format: 406,
  Invalid_Redirect_Uri: 400,
} as const;
export type IdentityWord = keyof typeof identityWords;

/** A refusal in one word. `why` is for the log. */
export class RefusedInAWord extends Error {
  readonly word: IdentityWord;

  constructor(word: IdentityWord, why: string) {
    super(why);
    this.name = "RefusedInAWord";
    this.word = word;
  }
}
