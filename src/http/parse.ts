// Holds a body to its contract schema and says the first thing that is wrong in the sentences clients know.
import { z } from "zod";
import { type Refused, refused } from "../contract/problems.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * The body as its schema's type.
 * @throws Refused `unrecognized_field` or `missing_property` with the recorded sentences (agent-api spec §4.3), and
 *   `bad_request` with the path of the value for everything else.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refusalOf(schema, body, parsed.error.issues);
}

function refusalOf(schema: z.ZodType, body: unknown, issues: readonly Issue[]): Refused {
  const [first] = issues;
  if (!first || (first.path.length === 0 && first.code === "invalid_type")) {
    return refused("bad_request", `The body must be a JSON object, not ${kindOf(body)}`);
  }
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  const misplaced = unknown?.path.length === 0 && unknown.keys.includes("sequenceId");
  if (misplaced) return refused("missing_property", "sequenceId", "It stands beside `message`; move it into `message`");
  if (unknown) return refused("unrecognized_field", short(unknown.keys[0]!), fieldsAt(schema, unknown.path).join(", "));
  if (valueAt(body, first.path) == null) {
    return refused("missing_property", String(first.path.at(-1)), whereOf(first.path.slice(0, -1)));
  }
  return refused("bad_request", `${z.core.toDotPath(first.path)}: ${plain(first.message)}`);
}

const whereOf = (parent: Path) => (parent.length === 0 ? "" : `It belongs in \`${z.core.toDotPath([...parent])}\``);
const short = (name: string) => (name.length > 80 ? `${name.slice(0, 80)}…` : name);
/** Without the library's own words: a client knows JSON's types and no others. */
const plain = (message: string) =>
  message
    .replace(/^Invalid (input|option): /, "")
    .replace(/^Invalid discriminator value\. Expected/, "expected one of")
    .replace("expected record", "expected object");

const kindOf = (value: unknown) =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "an array"
      : typeof value === "object"
        ? "this"
        : `a ${typeof value}`;

function valueAt(body: unknown, path: Path): unknown {
  let at = body;
  for (const key of path) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  return at;
}

/** Names of the fields the strict object at a path takes. */
function fieldsAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = bare(schema);
  for (const key of path) at = at instanceof z.ZodObject ? bare(at.shape[String(key)]) : undefined;
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

const bare = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap()) : schema;
