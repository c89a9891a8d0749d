// The compiled form as a whole: the six example pairs, its keys in camelCase, and damaged scripts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { base } from "../../test/fixtures/compiled/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { type AgentJson, compileScript, toCamel } from "./compile.ts";

const pairs = join(import.meta.dirname, "../../test/fixtures/compiled");
const pairOf = (file: string): unknown =>
  JSON.parse(readFileSync(join(pairs, file.replace(".agent", ".compiled.json")), "utf8"));

describe("the examples", () => {
  test.each(Object.keys(examples))("%s compiles to its pair, key by key in the same order", (file) => {
    const { compiled } = compileScript(examples[file] ?? "");
    expect(compiled).toEqual(pairOf(file));
    expect(JSON.stringify(compiled)).toBe(JSON.stringify(pairOf(file)));
  });
});

describe("in camelCase", () => {
  test("keys of the schema are renamed, and names of the author's are not", () => {
    const camel = toCamel(pairOf("04_concierge_delegation.compiled.json") as AgentJson);
    const text = JSON.stringify(camel);
    expect(Object.keys(camel)).toEqual(["schemaVersion", "globalConfiguration", "agentVersion"]);
    expect(text).toContain('"boundInputs":{"account_ref":"state.account_ref"}');
    expect(text).toContain('"stateUpdates":[{"plan_count":"state.plan_count + 0"}]');
    expect(text).toContain('"additionalParameters":{"reset_to_initial_node":true');
    expect(text).not.toContain('"developer_name"');
  });

  test("what a node's client is told, and the settings of a model, stay as they are", () => {
    const compiled = {
      model_configuration: { model_ref: "m", configuration: { top_p: 1 } },
      byo_client: { client_ref: "c", configuration: { node_type_id: "t" } },
      input_parameters: { user_id: "variables.user_id" },
      tools: [{ input_parameters: [{ data_type: "String" }] }],
      state_variables: [{ is_list: false, default: { due_at: 1 } }],
      voice2_config: { languages: [{ language_code: "fr", inbound: { model: { params: { sample_rate: 8 } } } }] },
    };
    expect(toCamel(compiled)).toEqual({
      modelConfiguration: { modelRef: "m", configuration: { top_p: 1 } },
      byoClient: { clientRef: "c", configuration: { node_type_id: "t" } },
      inputParameters: { user_id: "variables.user_id" },
      tools: [{ inputParameters: [{ dataType: "String" }] }],
      stateVariables: [{ isList: false, default: { due_at: 1 } }],
      voice2Config: { languages: [{ languageCode: "fr", inbound: { model: { params: { sample_rate: 8 } } } }] },
    });
  });
});

describe("a script that the checker refuses", () => {
  test("is compiled all the same when every line of it could be read", () => {
    const { compiled, problems } = compileScript(`${base}    before_reasoning:\n        set @variables.who = "x"\n`);
    expect(problems.map(({ code }) => code)).toContain("set-immutable-target");
    expect(compiled).toMatchObject({ schema_version: "2.0" });
  });
});

describe("what cannot be compiled", () => {
  test("is said, and has no compiled form", () => {
    const { compiled, problems } = compileScript("system:\n    instructions: 'x\n");
    expect(compiled).toBeUndefined();
    expect(problems.some(({ severity }) => severity === "error")).toBe(true);
    expect(compileScript("").compiled).toBeUndefined();
  });

  test("branches that would fill the memory are refused, whether they follow one another or nest", () => {
    const start = 'config:\n    developer_name: "A"\nstart_agent a:\n    reasoning:\n        instructions: ->\n';
    const chain = (length: number, depth = 0, last = `${" ".repeat(13 + depth)}| x\n`) => {
      const margin = " ".repeat(12 + depth);
      const branches = Array(length).fill(`if True:\n${margin} | x\n${margin}else `).join("");
      return `${margin}${branches}if True:\n${last}`;
    };
    const nested = Array.from({ length: 30 }, (_, depth) => depth).reduceRight<string | undefined>(
      (last, depth) => chain(99, depth, last),
      undefined,
    );
    for (const source of [chain(5000), nested ?? ""]) {
      const { compiled, problems } = compileScript(start + source);
      expect(compiled).toBeUndefined();
      expect(problems.map(({ message }) => message)).toEqual([
        "The branches of this script are too many to be compiled",
      ]);
    }
    expect(compileScript(start + chain(100, 0)).compiled).toBeDefined();
  });

  test("what this server does not run is no problem of the compiled form", () => {
    const codes = compileScript(examples["06_intake_collect.agent"] ?? "").problems.map(({ code }) => code);
    expect(codes).not.toContain("not-supported-yet");
  });

  test("a damaged script never makes it throw", () => {
    for (const source of Object.values(examples)) {
      const lines = source.split("\n");
      for (let at = 0; at < lines.length; at += 9) {
        const line = lines[at] ?? "";
        const damaged = at % 2 === 0 ? lines.toSpliced(at, 1) : lines.with(at, line.slice(0, line.length / 2 + 4));
        expect(() => compileScript(damaged.join("\n"))).not.toThrow();
      }
    }
  });
});
