// Compiling a script over HTTP, as the platform's own library does before it publishes (agent-api spec §5.7).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AUTHORING_PATH, CompileScriptResponse, MAX_ERRORS } from "../../../src/contract/authoring.ts";
import { type AgentJson, toCamel } from "../../../src/script/compile.ts";
import { examples } from "../../fixtures/scripts/examples.ts";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { ok, refusal } from "./talk.ts";

const compiledFolder = join(import.meta.dirname, "../../fixtures/compiled");
const compiledOf = (file: string): AgentJson =>
  JSON.parse(readFileSync(join(compiledFolder, file.replace(".agent", ".compiled.json")), "utf8"));
const greeter = examples["01_greeter.agent"]!;

/** The body as the library sends it. */
const bodyOf = (content: string) => ({
  assets: [{ type: "AFScript", name: "AFScript", content }],
  afScriptVersion: "1.0.1",
});

async function post(server: TestServer, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return server.fetch(`${AUTHORING_PATH}/scripts`, {
    method: "POST",
    headers: { authorization: `Bearer ${await server.token()}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

const compile = async (server: TestServer, content: string): Promise<CompileScriptResponse> =>
  CompileScriptResponse.strict().parse(await ok(await post(server, bodyOf(content), { "x-client-name": "afdx" })));

export const authoringRules: readonly Rule[] = [
  rule("agent-api §5.7", "a script compiles to its compiled form, with keys in camelCase", async (server) => {
    for (const [file, source] of Object.entries(examples)) {
      const { status, compiledArtifact, errors, syntacticMap, dslVersion } = await compile(server, source);
      assert.deepEqual(
        { status, errors, syntacticMap },
        { status: "success", errors: [], syntacticMap: { blocks: [] } },
      );
      assert.deepEqual(compiledArtifact, toCamel(compiledOf(file)), file);
      assert.match(dslVersion, /^\d+\.\d+$/);
    }
  }),
  rule(
    "agent-api §5.7",
    "a damaged script is a 200 with status failure, no artifact, and each error with its place",
    async (server) => {
      const damaged = greeter.replace("start_agent greeter:", "start_agent greeter");
      const { status, compiledArtifact, errors } = await compile(server, damaged);
      assert.deepEqual({ status, compiledArtifact }, { status: "failure", compiledArtifact: null });
      const line = damaged.split("\n").indexOf("start_agent greeter") + 1;
      assert.deepEqual(errors, [
        {
          errorType: "missing-token",
          description: "A key ends with `:`. Add `:` after it",
          lineStart: line,
          lineEnd: line,
          colStart: "start_agent ".length + 1,
          colEnd: "start_agent greeter".length + 1,
        },
      ]);
    },
  ),
  rule(
    "agent-api §5.7",
    "a script that can be read but names what is not there is a failure, and the error says what to do",
    async (server) => {
      const { status, compiledArtifact, errors } = await compile(server, greeter.replace("agent_type:", "agent_tipe:"));
      assert.deepEqual({ status, compiledArtifact }, { status: "failure", compiledArtifact: null });
      const found = errors.find(({ errorType }) => errorType === "unknown-field");
      assert.match(found?.description ?? "", /agent_tipe.*agent_type/s);
    },
  ),
  rule("agent-api §5.7", "a script damaged in every line is told its first errors only", async (server) => {
    const { errors } = await compile(server, "a\n".repeat(2 * MAX_ERRORS));
    assert.equal(errors.length, MAX_ERRORS);
  }),
  rule("agent-api §5.7", "a compile request without one script is a 400 that says what is missing", async (server) => {
    const [asset] = bodyOf(greeter).assets;
    const refusals: readonly [body: unknown, says: string][] = [
      [{}, "assets"],
      [{ assets: [] }, "assets: must hold one script"],
      [{ assets: [asset, asset] }, "assets: must hold one script"],
      [{ assets: [{ type: "AFScript" }] }, "content"],
      [{ assets: [{ ...asset, content: 1 }] }, "assets[0].content: expected string"],
      [{ assets: [{ ...asset, type: "Flow" }] }, "assets[0].type: expected AFScript"],
      [[asset], "The body must be a JSON object"],
    ];
    for (const [body, says] of refusals) {
      await refusal(await post(server, body), 400, { error: "BadRequestError", says });
    }
    await refusal(await post(server, bodyOf(greeter), { "content-type": "text/plain" }), 500, {
      says: "Unsupported Media Type",
    });
  }),
  rule(
    "agent-api §5.7",
    "a script over the body limit is not compiled, and neither is one without a token",
    async (server) => {
      const large = `${greeter}${"# more\n".repeat(200_000)}`;
      await refusal(await post(server, bodyOf(large)), 413, { says: "DRAGOMAN_BODY_LIMIT_KB" });
      await refusal(await post(server, bodyOf(greeter), { authorization: "Bearer a.b.c" }), 401);
    },
  ),
];
