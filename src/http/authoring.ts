// The authoring operations: each reads its request by the contract and says it to `agents/`.
import { compileForClient } from "../agents/compile.ts";
import { CompileScriptRequest, type CompileScriptResponse } from "../contract/authoring.ts";
import { type Call, jsonOf } from "./agent-api.ts";
import type { House } from "./house.ts";
import { parseBody } from "./parse.ts";

/** `POST /authoring/scripts` (spec §5.7). A script with errors is an answer like any other, not a refusal. */
export function compile(_house: House, { request }: Call): CompileScriptResponse {
  const { assets } = parseBody(CompileScriptRequest, jsonOf(request));
  return compileForClient(assets[0]!.content);
}
