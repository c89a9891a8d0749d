// What is asked about the org itself, and what is changed of its settings.
import { isDeepStrictEqual } from "node:util";
import { refused } from "../contract/problems.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import type { OrgAddress, orgEndpoints, SecuritySettings } from "../contract/setup-org.ts";
import type { Identity, Org } from "../identity/identity.ts";
import { originOf } from "../identity/orgs/domains.ts";
import { type OrgSettings, settingsOf } from "../identity/orgs/org-settings.ts";
import { declareOrg } from "../identity/orgs/orgs.ts";
import { habitsOf, type QuirkName, quirks } from "../identity/orgs/quirks.ts";

/** What clients look up below the My Domain URL. */
const addresses = [
  ["Issuer", "", "What `iss` of a token says."],
  ["Token endpoint", "/services/oauth2/token", "Where apps get tokens."],
  ["Authorization endpoint", "/services/oauth2/authorize", "Where an app sends a person to log in."],
  ["JWKS", "/id/keys", "The public keys that verify tokens."],
  ["OpenID discovery", "/.well-known/openid-configuration", "Every endpoint, for clients that look them up."],
  ["OAuth discovery", "/.well-known/oauth-authorization-server", "The same, for OAuth clients (RFC 8414)."],
  ["Agent API", "/einstein/ai-agent/v1", "Where clients start sessions and send messages."],
] as const;

/** What answers the rows about the org. `publicUrl` says whether the server's address was set or found. */
export function operateOrg(identity: Identity, publicUrl: boolean): Handlers<typeof orgEndpoints> {
  const org = async (id: string): Promise<Org> => (await identity.records.org(id))!;
  const sourceOf = ({ myDomain }: Org): OrgAddress["source"] =>
    myDomain !== null ? "own_domain" : publicUrl ? "public_url" : "listening";
  return {
    myDomain: async ({ orgId }) => {
      const own = await org(orgId);
      const origin = originOf(identity, own);
      return {
        origin,
        source: sourceOf(own),
        addresses: addresses.map(([label, path, about]) => ({ label, url: `${origin}${path}`, about })),
      };
    },
    orgSettings: async ({ orgId }) => decidedBy(await org(orgId)),
    changeOrgSettings: async ({ orgId, by }, { body: { was, ...body } }) => {
      const now = await org(orgId);
      const { name } = now;
      if (was && !isDeepStrictEqual(was, decidedBy(now).settings)) {
        throw refused("edit_conflict", "the session settings say something else now");
      }
      const known = Object.entries(body.quirks).filter(([quirk]) => Object.hasOwn(quirks, quirk));
      const settings = { ...body, quirks: Object.fromEntries(known) };
      await declareOrg(identity, { id: orgId, name, settings, madeBy: by.actor }, by);
      return decidedBy(await org(orgId));
    },
  };
}

function decidedBy(org: Org) {
  const { limits: _, ...settings }: SecuritySettings & Pick<OrgSettings, "limits"> = settingsOf(org);
  const habits = habitsOf(org);
  const names = Object.keys(quirks) as QuirkName[];
  return {
    settings,
    habits: names.map((name) => ({
      name,
      ...quirks[name],
      on: habits[name],
      decided: settings.quirks[name] ?? null,
    })),
  };
}
