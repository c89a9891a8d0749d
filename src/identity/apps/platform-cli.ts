// The app that the original's command line logs in with: public, known by one client id, and part of every org (oauth spec §5).
import { findApp } from "../../store/apps.ts";
import { findOrg } from "../../store/orgs.ts";
import type { Identity } from "../identity.ts";
import { settingsOf } from "../orgs/org-settings.ts";
import type { AppDeclaration } from "./app-declaration.ts";
import { declareApp, setAppEnabled } from "./apps.ts";

/** Client id and API name, compiled into the command line. */
export const PLATFORM_CLI = "PlatformCLI";

/** Who made it: the server itself, so no project and no operator retires it. */
const madeBy = "server";

/** The command line has no secret, and gets its code on a port of the user's own machine. */
const platformCli: AppDeclaration = {
  apiName: PLATFORM_CLI,
  label: "Platform CLI",
  contactEmail: "platform.cli@dragoman.example",
  description: "The command line of the original, which its users log in with: sf org login web",
  scopes: ["refresh_token", "api", "web", "id", "chatbot_api", "sfap_api"],
  settings: {
    callbackUrls: ["http://localhost:1717/OauthRedirect"],
    secretForWebServer: false,
    secretForRefresh: false,
    // The command line sends a challenge; who sends none would get a code that anyone can redeem.
    pkceRequired: true,
  },
  policies: {},
  enabled: true,
  consumerKey: PLATFORM_CLI,
  madeBy,
};

/**
 * Give an org the app where it has none, unless the org's settings have it off; then it is disabled where it was made
 * already. `switched`: the setting has just been changed, so an app that was disabled comes back with it.
 */
export async function ensurePlatformCli(identity: Identity, orgId: string, switched: boolean): Promise<void> {
  const org = await findOrg(identity.db, orgId);
  const wanted = org !== undefined && settingsOf(org).platformCli;
  const found = await findApp(identity.db, orgId, PLATFORM_CLI);
  if (!found && wanted) await declareApp(identity, orgId, platformCli);
  const differs = found !== undefined && found.enabled !== wanted;
  if (differs && (switched || !wanted)) {
    await setAppEnabled(identity, orgId, PLATFORM_CLI, wanted, { actor: madeBy });
  }
}
