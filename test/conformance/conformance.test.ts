// Runs every rule, those of the wire against real servers over real HTTP, and holds docs/generated/compatibility.md to
// what came of it.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSigner } from "../support/assertions.ts";
import { openOrgs, type TestOrgs } from "../support/orgs.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { afterLoginRules } from "./after-login.rules.ts";
import { agentApiRules } from "./agent-api.rules.ts";
import { agentScriptRules } from "./agent-script.rules.ts";
import { appRules } from "./app.rules.ts";
import { authorizeRules } from "./authorize.rules.ts";
import { identityRules } from "./identity.rules.ts";
import { codeRules } from "./oauth/code.rules.ts";
import { holderRules } from "./oauth/holder.rules.ts";
import { quirkRules } from "./oauth/quirks.rules.ts";
import { about, type Orgs } from "./oauth/rule.ts";
import { tokenRules } from "./oauth/token.rules.ts";
import type { Rule } from "./rule.ts";

const root = resolve(import.meta.dirname, "../..");
const page = "docs/generated/compatibility.md";
let started: TestOrgs;
let orgs: Orgs;
const suites: Readonly<Record<string, readonly Rule[]>> = {
  "Agent API": agentApiRules,
  Identity: [...identityRules, ...authorizeRules, ...appRules, ...afterLoginRules],
  "OAuth in both profiles": about(() => orgs, [...tokenRules, ...codeRules, ...holderRules, ...quirkRules]),
  "Agent Script": agentScriptRules,
};

/** The other choice of every setting that shapes the wire. */
const switches = {
  turnTimeoutS: 1,
  feedbackStatus: "202",
  lenientEnd: true,
  unknownAgentStatus: "500",
  requiredScopes: ["api"],
} as const;

let server: TestServer;
let switched: TestServer;
beforeAll(async () => {
  [server, switched, started] = await Promise.all([
    startTestServer(),
    startTestServer({ config: switches }),
    openOrgs(),
  ]);
  const { compat, strict } = started;
  orgs = { ...started, signers: { compat: await openSigner(compat), strict: await openSigner(strict) } };
});
afterAll(() => Promise.all([server?.close(), switched?.close(), started?.close()]));

const held = new Set<Rule>();

describe.each(Object.entries(suites))("%s", (_, rules) => {
  test.each(rules.map((rule) => ({ ...rule, rule })))("$source: $sentence", async ({ rule }) => {
    await rule.check(server, switched);
    held.add(rule);
  });
});

test(`${page} says what was seen`, () => {
  const text = compatibilityPage();
  if (process.env.GENERATE === "1") writeFileSync(join(root, page), text);
  expect(readFileSync(join(root, page), "utf8"), `run: GENERATE=1 npx vitest run test/conformance`).toBe(text);
});

test("no rule is written twice", () => {
  const sentences = Object.values(suites).flatMap((rules) => rules.map(({ sentence }) => sentence));
  expect(sentences.filter((sentence, at) => sentences.indexOf(sentence) !== at)).toEqual([]);
});

function compatibilityPage(): string {
  const all = Object.values(suites).flat();
  return [
    "# Compatibility",
    "",
    "Made by `test/conformance`, which drives a server over HTTP the way clients do. The rules of Agent Script play turns",
    "with a model that speaks set lines.",
    `${held.size} of ${all.length} rules hold. The source of a rule is a paragraph of our notes, or an RFC.`,
    ...Object.entries(suites).flatMap(([name, rules]) => [
      "",
      `## ${name}`,
      "",
      "| Rule | Source | Result |",
      "| --- | --- | --- |",
      ...rules.map((rule) => `| ${cell(rule.sentence)} | ${rule.source} | ${held.has(rule) ? "holds" : "**fails**"} |`),
    ]),
    "",
  ].join("\n");
}

const cell = (sentence: string) => sentence.replaceAll("|", "\\|");
