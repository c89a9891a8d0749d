// The orgs of a server: all of them, and the one that somebody names.
import { refused } from "../contract/problems.ts";
import { didYouMean } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { originOf } from "../identity/orgs/domains.ts";
import { listOrgs, type OrgRow } from "../store/orgs.ts";

/** Every org with its My Domain URL, the oldest first. */
export async function orgsOf(identity: Identity) {
  const orgs = await listOrgs(identity.db);
  return orgs.map(({ id, name, myDomain }) => ({ id, name, myDomain, origin: originOf(identity, { myDomain }) }));
}

/** Id of the org with this id, domain, host, My Domain URL or name. Refuses with `bad_request`, naming those there are. */
export async function findOrg(identity: Identity, asked: string): Promise<string> {
  const orgs = await listOrgs(identity.db);
  const found = orgs.filter((each) => namesOf(identity, each).includes(asked));
  if (found.length === 1) return found[0]!.id;
  if (found.length > 1) {
    const ids = found.map(({ id, myDomain }) => `${id} (${myDomain ?? "no domain of its own"})`).join(", ");
    throw refused(
      "bad_request",
      `${JSON.stringify(asked)} is the name of ${found.length} orgs. Name one by its id: ${ids}`,
    );
  }
  const known = didYouMean(
    asked,
    orgs.map((each) => each.myDomain ?? each.name),
  );
  throw refused("bad_request", `No org has the id, domain or name ${JSON.stringify(asked)}: ${known}`);
}

/** What an org is called by: the org without a domain by the server's own host, too. */
function namesOf(identity: Identity, { id, name, myDomain }: OrgRow): string[] {
  const origin = originOf(identity, { myDomain });
  const { host, hostname } = new URL(origin);
  return [id, name, origin, host, ...(myDomain === null ? [] : [hostname])];
}
