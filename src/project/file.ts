// Reads dragoman.yaml: text to declarations, every problem at its place and with what was probably meant.
import { type Document, isScalar, LineCounter, parseDocument, type Scalar, visit } from "yaml";
import { z } from "zod";
import { closest } from "../closest.ts";
import type { FileProblem } from "../contract/setup.ts";
import { problemsOf } from "../identity/apps/app-declaration.ts";
import { domainProblem } from "../identity/orgs/orgs.ts";
import { memberProblems } from "../identity/people/member-declaration.ts";
import { complete, type Declarations, type Metadata, noMetadata, type OrgRecords } from "./declarations.ts";
import { type Path, type Reporter, reporter } from "./places.ts";
import { ProjectFile } from "./shape.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a dragoman.yaml declares; without `declared`, its problems say why it cannot be used. */
export interface ReadFile {
  readonly declared?: Declarations;
  readonly problems: readonly FileProblem[];
}

/**
 * Read the text of a dragoman.yaml. `${NAME}` in any value stands for the environment's NAME. The apps of the project's
 * metadata files are declared with it.
 * Never throws; an empty text declares the defaults.
 */
export function readProjectFile(
  text: string,
  file: string,
  env: Environment,
  metadata: Metadata = noMetadata,
): ReadFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const report = reporter(file, document, lines);
  const damage = document.errors.map((error) => report.between(error.pos[0], error.pos[1], "yaml", error.message));
  if (damage.length > 0) return { problems: damage };

  const secrets = literalSecrets(document, report);
  const expansion = expand(document, env, report);
  const value = contentOf(document);
  if (value instanceof Error) return { problems: [report.at([], "yaml", value.message)] };
  const parsed = ProjectFile.safeParse(value ?? {});
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => shapeProblems(issue, report));
  const declared = parsed.success ? complete(parsed.data, metadata) : undefined;
  const wrong = declared ? contradictionsOf(declared, report) : [];
  const problems = [...secrets, ...expansion, ...shape, ...wrong];
  return { ...(declared && problems.length === 0 && { declared }), problems };
}

/** What the document says, or why it says nothing: aliases that lead nowhere, or multiply beyond measure. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const wholeVariable = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;
const anyVariable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** A secret in the file would be a secret in version control: only the environment may hold it. */
function literalSecrets(document: Document, report: Reporter): FileProblem[] {
  const problems: FileProblem[] = [];
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== "consumerSecret" || !isScalar(pair.value)) return;
      if (wholeVariable.test(String(pair.value.value))) return;
      const [start, end] = rangeOf(pair.value);
      const message = "consumerSecret is written into the file, where version control would keep it";
      const fix = `Write consumerSecret: \${APP_SECRET} and set APP_SECRET, or leave it out and one is made`;
      problems.push(report.between(start, end, "literal-secret", message, fix));
    },
  });
  return problems;
}

/** Put the environment's values in place of `${NAME}`, in values and never in keys. */
function expand(document: Document, env: Environment, report: Reporter): FileProblem[] {
  const problems: FileProblem[] = [];
  visit(document, {
    Scalar(position, scalar) {
      if (position === "key" || typeof scalar.value !== "string") return;
      scalar.value = scalar.value.replace(anyVariable, (written, name: string) => {
        const value = env[name];
        if (value !== undefined && value !== "") return value;
        const [start, end] = rangeOf(scalar);
        const message = `The environment variable ${name} is not set`;
        problems.push(report.between(start, end, "variable-missing", message, `Set ${name} before starting`));
        return written;
      });
    },
  });
  return problems;
}

const rangeOf = (scalar: Scalar): [number, number] => [scalar.range?.[0] ?? 0, scalar.range?.[1] ?? 0];

function shapeProblems(issue: z.core.$ZodIssue, report: Reporter): FileProblem[] {
  if (issue.code !== "unrecognized_keys") {
    const message = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return [report.at(issue.path, "invalid-value", `${written(issue.path)}: ${message}`)];
  }
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const near = closest(key, known);
    const fix = near ? `Did you mean ${near}?` : `Known here: ${known.join(", ")}`;
    const where = issue.path.length > 0 ? ` in ${written(issue.path)}` : "";
    return report.at(issue.path, "unknown-key", `Unknown key "${key}"${where}`, { key, fix });
  });
}

/** The keys that the schema knows at a path. */
function knownKeys(path: Path): readonly string[] {
  let schema: unknown = ProjectFile;
  for (const step of path) {
    schema = bare(schema);
    if (schema instanceof z.ZodObject) schema = schema.shape[String(step)];
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
  }
  schema = bare(schema);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum) return schema.keyType.options.map(String);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function bare(schema: unknown): unknown {
  const wrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault;
  return wrapped ? bare(schema.unwrap()) : schema;
}

const contradictionsOf = (declared: Declarations, report: Reporter): FileProblem[] => [
  ...contradictions(declared, [], report),
  ...declared.orgs.flatMap((org, at) => contradictions(org, ["orgs", at], report)),
  ...twice(
    declared.orgs.map(({ org }) => org.myDomain ?? ""),
    (at) => ["orgs", at, "myDomain"],
    report,
  ),
];

/** A name that stands in a list twice. */
const twice = (names: readonly string[], pathTo: (at: number) => Path, report: Reporter): FileProblem[] =>
  names.flatMap((name, at) =>
    names.indexOf(name) < at ? [report.at(pathTo(at), "duplicate", `${name} is declared twice`)] : [],
  );

/** What the schema cannot see: names used twice, users that nobody declared, and identity's own rules. */
function contradictions({ org, users, apps, permissionSets }: OrgRecords, base: Path, report: Reporter): FileProblem[] {
  const at = (...path: Path) => [...base, ...path];
  const usernames = users.map((user) => user.username.toLowerCase());
  const strangers = apps.flatMap(({ runAs, policies, metadata }, index) => {
    // The run-as user of a metadata file is made with its app.
    if (metadata || (runAs === undefined && !policies.clientCredentials)) return [];
    if (runAs !== undefined && usernames.includes(runAs.toLowerCase())) return [];
    if (usernames.length === 0)
      return [report.at(at("users"), "no-user", "An app needs a user to run as: declare one")];
    const fix = `Declared users: ${users.map((user) => user.username).join(", ")}`;
    return [report.at(at("apps", index, "runAs"), "unknown-user", `${runAs} is not one of the users`, { fix })];
  });
  const sentences = (list: string, index: number, code: string, found: readonly string[]) =>
    found.map((sentence) => report.at(at(list, index), code, sentence));
  return [
    ...domainProblem(org.myDomain).map((sentence) => report.at(at("myDomain"), "invalid-domain", sentence)),
    ...twice(usernames, (index) => at("users", index, "username"), report),
    ...twice(
      apps.map(({ apiName }) => apiName),
      (index) => at("apps", index, "name"),
      report,
    ),
    ...twice(
      permissionSets.map(({ apiName }) => apiName),
      (index) => at("permissionSets", index, "name"),
      report,
    ),
    ...strangers,
    ...users.flatMap((user, index) => sentences("users", index, "invalid-user", memberProblems(user))),
    ...apps.flatMap((app, index) => (app.metadata ? [] : sentences("apps", index, "invalid-app", problemsOf(app)))),
  ];
}

/** A path as a person writes it: `apps[0].runAs`. */
const written = (path: Path) =>
  path.map((step, at) => (typeof step === "number" ? `[${step}]` : `${at > 0 ? "." : ""}${String(step)}`)).join("") ||
  "dragoman.yaml";
