// What each role may do in Setup.
import { expect, test } from "vitest";
import type { Right } from "../../contract/setup-endpoint.ts";
import { may } from "./roles.ts";

// biome-ignore format: a table is read by its columns
const table: readonly (readonly [Right, admin: boolean, builder: boolean, viewer: boolean, api: boolean])[] = [
  ["see",             true, true,  true,  false],
  ["see_secrets",     true, false, false, false],
  ["see_audit",       true, false, false, false],
  ["build_agents",    true, true,  false, false],
  ["activate_agents", true, true,  false, false],
  ["manage_apps",     true, false, false, false],
  ["manage_users",    true, false, false, false],
  ["manage_org",      true, false, false, false],
  ["manage_keys",     true, false, false, false],
];

test.each(table)("%s: admin %s, builder %s, viewer %s, api %s", (right, ...allowed) => {
  expect((["admin", "builder", "viewer", "api"] as const).map((role) => may(role, right))).toEqual(allowed);
});
