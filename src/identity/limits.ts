// The limits that hold for what an app asks: its own, and those of its org.
import { type Limited, Limits } from "../contract/limits.ts";
import type { Identity } from "./identity.ts";

/**
 * Those that are set, the app's first. A change is seen within a second, on every server.
 * @param appId of an app; for anything else, such as a preview, those of the org hold alone
 */
export async function limitsOf(
  { records }: Pick<Identity, "records">,
  orgId: string,
  appId: string,
): Promise<readonly Limited[]> {
  const [ofApp, org] = await Promise.all([records.appLimits(orgId, appId), records.org(orgId)]);
  const all: readonly Limited[] = [
    { orgId, id: appId, whose: "app", limits: ofApp ?? {} },
    { orgId, id: orgId, whose: "org", limits: Limits.parse(org?.settings.limits ?? {}) },
  ];
  return all.filter(({ limits }) => Object.keys(limits).length > 0);
}
