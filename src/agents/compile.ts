// A script compiled for a client that keeps it: the compiled form, or the mistakes and where they are.
import { type CompileError, type CompileScriptResponse, MAX_ERRORS } from "../contract/authoring.ts";
import { compileScript, toCamel } from "../script/compile.ts";
import type { Problem } from "../script/problem.ts";

/** The version of the language, as `# @dialect: agentforce=2.0` names it. */
const DSL_VERSION = "2.0";

/**
 * Compile a script for `POST /authoring/scripts` (agent-api spec §5.7). A script with an error has no artifact, even
 * where `compileScript` makes one: clients go on to publish what they get. Warnings refuse nothing and are not told.
 */
export function compileForClient(source: string): CompileScriptResponse {
  const { compiled, problems } = compileScript(source);
  const errors = problems.filter(({ severity }) => severity === "error");
  const artifact = errors.length === 0 && compiled ? toCamel(compiled) : null;
  return {
    status: artifact ? "success" : "failure",
    compiledArtifact: artifact,
    errors: errors.slice(0, MAX_ERRORS).map(told),
    syntacticMap: { blocks: [] },
    dslVersion: DSL_VERSION,
  };
}

function told({ code, message, fix, span: { start, end } }: Problem): CompileError {
  return {
    errorType: code,
    description: fix === undefined ? message : `${message}. ${fix}`,
    lineStart: start.line,
    lineEnd: end.line,
    colStart: start.column,
    colEnd: end.column,
  };
}
