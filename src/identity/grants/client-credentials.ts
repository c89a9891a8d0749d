// The client_credentials grant: an app asks for itself and acts as its run-as user (oauth spec §2.4, RFC 6749 §4.4).
import { runAsProblem } from "../client.ts";
import { found, type Step } from "../exchange.ts";
import { identifyClient, requireSecret } from "../identify-client.ts";
import { refuse } from "../refusal.ts";

/** The app must be enabled, its developer must have ticked the flow, and the admin must allow it (oauth spec §1.2, §1.4). */
const requireEnabledFlow: Step = (exchange) => {
  const { appId, enabled, settings, policies } = found(exchange, "client");
  if (!enabled) throw refuse({ reason: "app_disabled", appId });
  if (!settings.clientCredentials) throw refuse({ reason: "flow_off_in_settings", appId });
  if (!policies.clientCredentials) throw refuse({ reason: "flow_off_in_policies", appId });
};

/** The token acts as the user that the policy names. */
const actAsRunAsUser: Step = async (exchange, identity) => {
  const { appId, runAs } = found(exchange, "client");
  const member = runAs === null ? undefined : await identity.records.member(runAs);
  const why = runAsProblem(member);
  if (why) throw refuse({ reason: "run_as_unfit", appId, why });
  exchange.member = member;
};

export const clientCredentials: readonly Step[] = [identifyClient, requireSecret, requireEnabledFlow, actAsRunAsUser];
