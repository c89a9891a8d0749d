// Whose a preview is, and who else may read what was said in it.
import type { Catalogue } from "../agents/catalogue.ts";
import type { Caller } from "../contract/setup-endpoint.ts";
import type { Previewer } from "../sessions/preview.ts";
import { draftAgent } from "../sessions/preview-agent.ts";
import { findPreview } from "../store/previews.ts";

/** The caller as somebody who previews: the user at the page, else the operator of the machine. */
export const previewer = ({ orgId, memberId, by }: Caller): Previewer => ({ orgId, madeBy: memberId ?? by.actor });

/**
 * What somebody said in a preview is theirs and the administrators', unless the script it runs asks for full logs.
 * @returns false also for a session that is no preview of the caller's org
 */
export async function mayReadPreview(catalogue: Catalogue, caller: Caller, session: string): Promise<boolean> {
  const preview = await findPreview(catalogue.db, caller.orgId, session);
  if (!preview) return false;
  if (preview.madeBy === previewer(caller).madeBy || caller.may("manage_org")) return true;
  return draftAgent(catalogue, preview.source)?.fullLogs === true;
}
