// Whether what was said in a session may be shown: it is withheld here, on the server, and never leaves it.
import { type Catalogue, versionById } from "../agents/catalogue.ts";
import type { Caller } from "../contract/setup-endpoint.ts";
import { MASKED } from "../contract/setup-logs.ts";
import { mayReadPreview } from "./preview-privacy.ts";

interface Said {
  readonly sessionId: string;
  readonly versionId: string;
  readonly preview: boolean;
}

/**
 * True unless the script of the session's version says `enable_enhanced_event_logs: True`, or the session is a preview
 * that the caller may read. A version that cannot be read says nothing, so its sessions are masked.
 */
export async function isMasked(
  catalogue: Catalogue,
  caller: Caller,
  { sessionId, versionId, preview }: Said,
): Promise<boolean> {
  if (preview) return !(await mayReadPreview(catalogue, caller, sessionId));
  const agent = await versionById(catalogue, versionId).catch(() => undefined);
  return agent?.fullLogs !== true;
}

/** What was said, or the sentence that stands for it. */
export const shown = (text: string | null, masked: boolean): string | null =>
  text === null || !masked ? text : MASKED;
