// Writes an external client app as metadata files. What was imported and has not changed comes back as it was.
import { recordOf } from "../app-declaration.ts";
import type { ListedApp } from "../apps.ts";
import type { Field } from "./fields.ts";
import { declarationOf, KeptFiles, keptValues, type MetadataFile, type Values } from "./import.ts";
import { APP, type MetadataType, metadataTypes, NAMESPACE, pathOf, typeNames } from "./types.ts";
import { type Element, writeXml } from "./xml.ts";

export interface ExportedApp {
  /** Paths below a source folder. */
  readonly files: readonly MetadataFile[];
  /** What the files cannot say, in sentences. */
  readonly notices: readonly string[];
}

/**
 * The files of an app: those it was imported from, else four of its own. A value that still is what its element says
 * keeps its element to the letter; elements without a meaning here are written as they came. No file has a secret.
 */
export function exportApp(app: ListedApp): ExportedApp {
  const files = KeptFiles.parse(app.metadata);
  const imported = Object.keys(files).length > 0;
  const now = valuesAt(app);
  // Read again in the way of an import, so that "the same" means the same to both.
  const then = normalized(app, keptValues(files));
  const standard = normalized(app, {});
  const same = (field: Field, values: Values) => JSON.stringify(values[field.path]) === JSON.stringify(now[field.path]);

  const written = typeNames.flatMap((typeName): MetadataFile[] => {
    const type: MetadataType = metadataTypes[typeName];
    const file = files[typeName];
    const differs = type.fields.some((field) => !field.onlyWhereGiven && !same(field, standard));
    if (!file && !(type.always && !imported) && !differs) return [];
    const elementsOf = (field: Field): readonly Element[] => {
      const given = file?.elements.filter(({ name }) => field.elements.includes(name)) ?? [];
      if (given.length > 0 && same(field, then)) return given;
      if (given.length === 0 && (field.onlyWhereGiven || (file !== undefined && same(field, standard)))) return [];
      return field.write(now[field.path], given);
    };
    const meant = type.fields.flatMap((field) => field.elements);
    const others = file?.elements.filter(({ name }) => !meant.includes(name)) ?? headOf(app, typeName);
    const name = file?.name ?? `${app.apiName}${type.ending}`;
    const children = [...others, ...type.fields.flatMap(elementsOf)];
    return [
      {
        path: pathOf(type, name),
        text: writeXml({ name: typeName, attributes: file?.attributes ?? { xmlns: NAMESPACE }, children }),
      },
    ];
  });
  return { files: written, notices: noticesOf(app) };
}

/** What a new file says besides its fields: which app it belongs to, and a label. */
const headOf = (app: ListedApp, type: string): Element[] =>
  type === "ExternalClientApplication"
    ? [{ name: "isProtected", text: "false" }]
    : [
        { name: APP, text: app.apiName },
        { name: "label", text: app.label },
      ];

/** The values of an app by the paths of the fields. */
function valuesAt({ settings, policies, ...app }: ListedApp): Values {
  const under = (prefix: string, values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
  return { ...app, ...under("settings", settings), ...under("policies", policies) };
}

/** The values that an app of these values would have once declared: defaults filled in, spellings gone. */
function normalized(app: ListedApp, values: Values): Values {
  const { apiName, madeBy } = app;
  const declared = declarationOf(apiName, values, madeBy);
  const record = recordOf(declared, null, 0);
  const { consumerKey = app.consumerKey, runAs = null } = declared;
  return valuesAt({ ...app, ...record, consumerKey, runAs });
}

const noticesOf = ({ apiName, policies, scopes }: ListedApp): string[] => [
  ...(policies.trustedRanges.length > 0
    ? [`The trusted ranges of ${apiName} have no place in metadata files: an import leaves those that are there`]
    : []),
  ...scopes
    .filter((scope) => ["cdp_api", "data_cloud_user_claims"].includes(scope))
    .map((scope) => `The scope ${scope} has no name in metadata files, and its API value was written`),
];
