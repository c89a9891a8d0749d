// From which networks an app may be used (oauth spec §1.4, IP Relaxation).
import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";
import type { AppPolicies } from "./app-settings.ts";

/**
 * Why an address may not use the app, or `undefined` when it may. Without trusted ranges every address may. This server
 * knows no second factor, so the policy that lets one stand in for a trusted address is enforced like the strict one.
 */
export function addressProblem(
  { ipRelaxation, trustedRanges }: Pick<AppPolicies, "ipRelaxation" | "trustedRanges">,
  address: string,
  use: "refresh" | "other",
): string | undefined {
  const relaxed = ipRelaxation === "bypass" || (ipRelaxation === "enforce_relax_refresh" && use === "refresh");
  if (relaxed || trustedRanges.length === 0 || trustedRanges.some((range) => holds(range, address))) return undefined;
  return `${address} is in none of the trusted ranges of the app`;
}

/** An IPv4 address that arrives as an IPv6 one is taken for what it is. A range that cannot be read holds nothing. */
function holds(range: string, address: string): boolean {
  if (!ipaddr.isValidCIDR(range) || !ipaddr.isValid(address)) return false;
  const [network, bits] = ipaddr.parseCIDR(range);
  const parsed = ipaddr.process(address);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

/** Whom failures are counted against: an IPv4 address, or the /64 network that one IPv6 customer has to itself. */
export function sourceOf(address: string): string {
  if (isIPv4(address) || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toNormalizedString().split(":", 4).join(":");
}
