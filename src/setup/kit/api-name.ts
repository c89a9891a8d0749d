// An API name made from what somebody would call the thing.
import { longestName } from "../../script/spelling.ts";

/** What may stand in an API name, joined by underscores; empty where nothing of the label may. */
export const apiNameFrom = (label: string): string =>
  label
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^[^A-Za-z]+|_+$/g, "")
    .slice(0, longestName)
    .replace(/_+$/, "");
