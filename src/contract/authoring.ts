// Compiling scripts on the wire (agent-api spec §5.7): what the platform's own library sends, and what it reads.
import { z } from "zod";

export const AUTHORING_PATH = "/einstein/ai-agent/v1.1/authoring";

/** The most mistakes one reply tells: a damaged script can hold one in every line. */
export const MAX_ERRORS = 100;

/** Fields that are not named here are ignored: the form is not documented, and the library may send more. */
export const CompileScriptRequest = z
  .object({
    assets: z
      .array(
        z.object({
          type: z.literal("AFScript", { error: "expected AFScript" }).nullish(),
          name: z.string().nullish().describe("Ignored"),
          content: z.string().describe("The text of the script"),
        }),
      )
      .length(1, "must hold one script"),
    afScriptVersion: z.string().nullish().describe("Ignored: a script names its version itself, in `# @dialect`"),
  })
  .meta({ id: "CompileScriptRequest" });
export type CompileScriptRequest = z.infer<typeof CompileScriptRequest>;

/** Lines and columns count from 1. */
const place = z.number().int().min(1);

export const CompileError = z
  .object({
    errorType: z.string().describe("The code `dragoman agent validate` prints, such as `undefined-reference`"),
    description: z.string().describe("What is wrong, and what to do"),
    lineStart: place,
    lineEnd: place,
    colStart: place,
    colEnd: place.describe("The column after the last character"),
  })
  .meta({ id: "CompileError" });
export type CompileError = z.infer<typeof CompileError>;

export const CompileScriptResponse = z
  .object({
    status: z.enum(["success", "failure"]),
    compiledArtifact: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe("The compiled form with keys in camelCase; null when the script has errors"),
    errors: z.array(CompileError).describe(`In the order of the script, the first ${MAX_ERRORS}`),
    syntacticMap: z.object({ blocks: z.array(z.unknown()).max(0).describe("Always empty") }),
    dslVersion: z.string().describe("The version of the language that this server reads"),
  })
  .meta({ id: "CompileScriptResponse" });
export type CompileScriptResponse = z.infer<typeof CompileScriptResponse>;
