// Every migration, in the order in which it is applied; a new one is added at the end and an old one never changes.
import type { Migration } from "kysely/migration";
import * as house from "./0001-house.ts";
import * as oauth from "./0002-oauth.ts";
import * as setup from "./0003-setup.ts";
import * as failedActions from "./0004-failed-actions.ts";
import * as durability from "./0005-durability.ts";
import * as limits from "./0006-limits.ts";

/** Name to migration. Names sort in the order of the list: four digits, a dash, a word. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-house": house,
  "0002-oauth": oauth,
  "0003-setup": setup,
  "0004-failed-actions": failedActions,
  "0005-durability": durability,
  "0006-limits": limits,
};
