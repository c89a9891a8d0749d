// Which org a request is for, by the host it was sent to, and under which origin an org is reached (oauth spec §2.1, §4).
import { isLoopback } from "../../contract/loopback.ts";
import type { Identity, Org } from "../identity.ts";

/** My Domain URL of an org: issuer of its tokens and base of its links; without a slash at the end. */
export function originOf({ origin }: Pick<Identity, "origin">, { myDomain }: Pick<Org, "myDomain">): string {
  return myDomain === null ? origin() : `${new URL(origin()).protocol}//${myDomain}`;
}

/**
 * The org that answers at this host: the one whose domain it is, else the org without a domain where the host is the
 * server's own. Loopback names reach the same server from its own machine under any port, which a tunnel or a container
 * may have changed. Any other host is nobody's, which also keeps a page that rebinds its own name to this address out.
 */
export async function orgAt(identity: Identity, host: string | undefined): Promise<Org | undefined> {
  // As nearly every request has it; parsing costs more than all the rest of this.
  if (host !== undefined && identity.origin().endsWith(`://${host}`)) return identity.records.orgAt("");
  const ours = new URL(identity.origin());
  const asked = host === undefined ? null : URL.parse(`${ours.protocol}//${host}`);
  if (!asked) return undefined;
  const owner = asked.host === ours.host ? undefined : await identity.records.orgAt(asked.host);
  if (owner) return owner;
  return asked.host === ours.host || isLoopback(asked.hostname) ? identity.records.orgAt("") : undefined;
}
