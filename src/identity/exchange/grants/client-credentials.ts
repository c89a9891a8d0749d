// The client_credentials grant: an app asks for itself and acts as its run-as user (oauth spec §2.4, RFC 6749 §4.4).
import { runAsProblem } from "../../apps/client.ts";
import { permittedBy, scopesAllowed } from "../../people/permits.ts";
import { withoutRefresh } from "../../tokens/refresh-tokens.ts";
import { found, type Step } from "../exchange.ts";
import { identifyClient, requireEnabledApp, requireProof, requireTrustedAddress } from "../identify-client.ts";
import { refuse } from "../refusal.ts";

/** The developer must have ticked the flow, and the admin must allow it (oauth spec §1.2, §1.4). */
const requireEnabledFlow: Step = (exchange) => {
  const { appId, settings, policies } = found(exchange, "client");
  if (!settings.clientCredentials) throw refuse({ reason: "flow_off_in_settings", appId });
  if (!policies.clientCredentials) throw refuse({ reason: "flow_off_in_policies", appId });
};

/** The token acts as the user that the policy names, who must be permitted like any other. */
const actAsRunAsUser: Step = async (exchange, identity) => {
  const client = found(exchange, "client");
  const { appId, orgId, runAs, scopes } = client;
  const member = runAs === null ? undefined : await identity.records.member(runAs);
  const why = runAsProblem(member);
  if (!member || why) throw refuse({ reason: "run_as_unfit", appId, why: why ?? "there is none" });
  exchange.member = member;
  if ((await permittedBy(identity, client, member.id)) === "refused") {
    throw refuse({ reason: "member_not_permitted", username: member.username, appId });
  }
  exchange.granted = { member, scopes: withoutRefresh(await scopesAllowed(identity, orgId, member.id, scopes)) };
};

export const clientCredentials: readonly Step[] = [
  identifyClient,
  requireProof,
  requireEnabledApp,
  requireEnabledFlow,
  requireTrustedAddress("other"),
  actAsRunAsUser,
];
