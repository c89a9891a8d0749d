// Keeps actions from reaching the inside of the network. The address is judged when the connection is made, so a name
// that resolves to a public address first and to a private one later gains nothing (DNS rebinding).
import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector } from "undici";

/** A connection that was not made. The message names the host and what to do, and no address behind it. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`"${host}" is not a public address: allow it by host:port in DRAGOMAN_ACTION_ALLOW_PRIVATE if it is yours`);
    this.name = "AddressRefused";
  }
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Whether an IP address is public unicast. An IPv4 address inside IPv6 counts as the IPv4 address it is. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv4 || (parsed as ipaddr.IPv6).match(globalUnicast);
}

/**
 * A dispatcher for outbound requests that connects to public addresses only.
 * @param allowPrivate `host:port` pairs, as written in a URL, that are connected to wherever they lead
 * @param lookup how names are resolved
 */
export function guardedAgent(allowPrivate: readonly string[], lookup: LookupFunction = dnsLookup): Agent {
  const allowed = new Set(allowPrivate.map((pair) => bare(pair).toLowerCase()));
  const connectAnywhere = buildConnector({});
  const connectPublic = buildConnector({ lookup: publicOnly(lookup) });
  return new Agent({
    connect: (options, callback) => {
      const host = bare(options.hostname);
      const port = options.port || (options.protocol === "https:" ? "443" : "80");
      if (allowed.has(`${host}:${port}`.toLowerCase())) return connectAnywhere(options, callback);
      // No name is looked up for an address that stands in the URL itself.
      if (isIP(host) !== 0 && !isPublic(host)) return callback(new AddressRefused(host), null);
      return connectPublic(options, callback);
    },
  });
}

/** Without the brackets of an IPv6 address. */
const bare = (host: string) => host.replace(/[[\]]/g, "");

/** A lookup that fails unless every address it finds is public. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = found as LookupAddress[];
      if (error) return callback(error, "");
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublic(address)))
        return callback(new AddressRefused(hostname), "");
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}
