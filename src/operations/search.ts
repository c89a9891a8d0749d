// What is asked by somebody who searches: the records that some words or an id point to.
import type { Handlers } from "../contract/setup-endpoint.ts";
import { HITS_SHOWN, type Hit, type searchEndpoints } from "../contract/setup-search.ts";
import type { Identity } from "../identity/identity.ts";
import { isUuid } from "../sessions/find.ts";
import { type Found, searchAgents, searchApps, searchMembers, searchSession } from "../store/search.ts";

const as = (kind: Hit["kind"], found: readonly Found[]): Hit[] => found.map((each) => ({ kind, ...each }));

/** What answers the row that searches. */
export function operateSearch({ db }: Pick<Identity, "db">): Handlers<typeof searchEndpoints> {
  return {
    search: async ({ orgId }, { query: { words } }) => {
      const searched = { orgId, words, limit: HITS_SHOWN };
      const [agents, apps, users, session] = await Promise.all([
        searchAgents(db, searched),
        searchApps(db, searched),
        searchMembers(db, searched),
        isUuid(words) ? searchSession(db, orgId, words) : undefined,
      ]);
      return {
        hits: [
          ...as("session", session ? [session] : []),
          ...as("agent", agents),
          ...as("app", apps),
          ...as("user", users),
        ],
      };
    },
  };
}
