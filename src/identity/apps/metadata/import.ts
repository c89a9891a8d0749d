// Reads the metadata files of external client apps: a handful of files for each becomes one declaration (oauth spec §1.6).
import { z } from "zod";
import { didYouMean } from "../../declare.ts";
import type { AppDeclaration } from "../app-declaration.ts";
import { APP, type MetadataType, type MetadataTypeName, metadataTypes, NAMESPACE, typeNames } from "./types.ts";
import { type Element, parseXml } from "./xml.ts";

export interface MetadataFile {
  /** As a person would write it, with slashes; the last part says type and name. */
  readonly path: string;
  readonly text: string;
}

/** Something about a file that a person should know. An `error` keeps its app out. */
export interface MetadataProblem {
  readonly file: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
}

export interface ImportedApps {
  /** With the file that each app's problems are told of. */
  readonly apps: readonly (AppDeclaration & { readonly file: string })[];
  readonly problems: readonly MetadataProblem[];
}

const AnElement: z.ZodType<Element> = z.lazy(() =>
  z.object({
    name: z.string(),
    attributes: z.record(z.string(), z.string()).optional(),
    text: z.string().optional(),
    children: z.array(AnElement).optional(),
  }),
) as z.ZodType<Element>;

/** The files of one app as they are kept with it: by type, without the consumer secret. */
export const KeptFiles = z.partialRecord(
  z.enum(typeNames),
  z.object({ name: z.string(), attributes: z.record(z.string(), z.string()).optional(), elements: z.array(AnElement) }),
);
export type KeptFiles = z.infer<typeof KeptFiles>;

/** A file that was understood. */
interface ReadFile {
  readonly path: string;
  readonly name: string;
  readonly type: MetadataTypeName;
  readonly app: string;
  /** Of the root element: its namespaces. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: readonly Element[];
}

/**
 * Read the files of any number of apps. Never throws: what cannot be read is a problem of its file. While a file cannot
 * be read at all no app is declared, as it may hold half of any of them.
 */
export function readMetadata(files: readonly MetadataFile[], madeBy: string): ImportedApps {
  const problems: MetadataProblem[] = [];
  const apps = new Map<string, ReadFile[]>();
  for (const file of files) {
    const read = readFile(file);
    if ("message" in read) problems.push(read);
    else apps.set(read.app, [...(apps.get(read.app) ?? []), read]);
  }
  if (problems.some(({ severity }) => severity === "error")) return { apps: [], problems };
  const declared = [...apps].flatMap(([name, parts]) => {
    const found = declare(name, parts, [...apps.keys()], madeBy);
    problems.push(...found.problems);
    return found.app ? [found.app] : [];
  });
  return { apps: declared, problems };
}

function readFile({ path, text }: MetadataFile): ReadFile | MetadataProblem {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const type = typeNames.find((name) => file.endsWith(`.${metadataTypes[name].suffix}-meta.xml`));
  if (!type) return { file: path, severity: "info", message: "is of a type that has no meaning here and is left out" };
  try {
    const name = file.slice(0, -`.${metadataTypes[type].suffix}-meta.xml`.length);
    const root = parseXml(text);
    if (root.name !== type) throw new Error(`has the root element ${root.name}: expected ${type}`);
    if (root.attributes?.xmlns !== NAMESPACE) throw new Error(`is not in the namespace ${NAMESPACE}`);
    const elements = root.children ?? [];
    const app = type === "ExternalClientApplication" ? name : elements.find((each) => each.name === APP)?.text;
    if (!app) throw new Error(`does not say which app it belongs to: add <${APP}>`);
    return { path, name, type, app, attributes: root.attributes, elements };
  } catch (error) {
    return { file: path, severity: "error", message: (error as Error).message };
  }
}

function declare(
  apiName: string,
  parts: readonly ReadFile[],
  known: readonly string[],
  madeBy: string,
): { readonly app?: ImportedApps["apps"][number]; readonly problems: readonly MetadataProblem[] } {
  const head = parts.find(({ type }) => type === "ExternalClientApplication");
  if (!head) {
    const others = known.filter((name) => name !== apiName);
    const message = `belongs to the app ${apiName}, of which there is no file in externalClientApps: ${didYouMean(apiName, others)}`;
    return { problems: parts.map(({ path }) => ({ file: path, severity: "error", message })) };
  }
  const twice = parts.filter(({ type }, at) => parts.findIndex((part) => part.type === type) < at);
  if (twice.length > 0) {
    const message = `is the second file of its type for ${apiName}: keep one of the two`;
    return { problems: twice.map(({ path }) => ({ file: path, severity: "error", message })) };
  }
  const values = parts.map(valuesOf);
  const problems = values.flatMap((each) => each.problems);
  if (problems.some(({ severity }) => severity === "error")) return { problems };
  const metadata = Object.fromEntries(
    parts.map(({ type, name, attributes, elements }) => [type, { name, attributes, elements: kept(elements) }]),
  );
  const app = declarationOf(apiName, Object.assign({}, ...values.map((each) => each.values)), madeBy);
  return { app: { ...app, metadata, file: head.path }, problems };
}

/** Values by the paths of their fields. */
export type Values = Readonly<Record<string, unknown>>;

function valuesOf({ path, type, elements }: Pick<ReadFile, "path" | "type" | "elements">): {
  values: Values;
  problems: MetadataProblem[];
} {
  const { fields }: MetadataType = metadataTypes[type];
  const problems: MetadataProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const found = elements.filter(({ name }) => field.elements.includes(name));
    if (found.length === 0) continue;
    try {
      values[field.path] = field.read(found);
    } catch (error) {
      problems.push({ file: path, severity: "error", message: `${found[0]?.name}: ${(error as Error).message}` });
    }
  }
  const understood = [APP, "label", ...fields.flatMap((field) => field.elements)];
  const others = elements
    .filter(({ name, text }) => !understood.includes(name) && text !== "false")
    .map(({ name }) => name);
  if (others.length > 0) {
    const message = `has elements without effect here, which are kept and exported again: ${[...new Set(others)].join(", ")}`;
    problems.push({ file: path, severity: "info", message });
  }
  if (values.consumerSecret !== undefined) {
    const message = "holds a consumer secret in clear: take it out of version control. It is never exported";
    problems.push({ file: path, severity: "warning", message });
  }
  return { values, problems };
}

/** A secret is stored sealed or not at all. */
const kept = (elements: readonly Element[]) => elements.filter(({ name }) => name !== "consumerSecret");

/** The values of an app that its kept files say, for comparison with what it is now. */
export function keptValues(files: KeptFiles): Values {
  const each = Object.entries(files).map(
    ([type, { elements }]) => valuesOf({ path: "", type: type as MetadataTypeName, elements }).values,
  );
  return Object.assign({}, ...each);
}

/** A declaration from values by path; what the files do not say has the default of the original. */
export function declarationOf(apiName: string, values: Values, madeBy: string): AppDeclaration {
  const within = (prefix: string) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([path, value]) =>
        path.startsWith(prefix) ? [[path.slice(prefix.length), value]] : [],
      ),
    );
  const {
    label,
    contactEmail,
    contactPhone,
    description,
    distributionState,
    scopes,
    runAs,
    enabled,
    consumerKey,
    consumerSecret,
  } = values as Partial<AppDeclaration>;
  return {
    apiName,
    label: label ?? apiName,
    contactEmail: contactEmail ?? "",
    contactPhone,
    description,
    distributionState,
    scopes: scopes ?? [],
    settings: within("settings."),
    policies: within("policies."),
    runAs,
    enabled,
    consumerKey: consumerKey || undefined,
    consumerSecret: consumerSecret || undefined,
    madeBy,
  };
}
