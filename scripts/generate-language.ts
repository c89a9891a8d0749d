// The reference of Agent Script, from the tables that the checker and the editor work by.
import { type Code, codes, unreported } from "../src/script/codes.ts";
import {
  namespaces,
  operators as operatorWords,
  statements,
  systemVariables,
  textStatements,
  toolStatements,
  types,
  utils,
  values,
  type Words,
} from "../src/script/editor/words.ts";
import { typeNames } from "../src/script/infer.ts";
import { type Operator, operators } from "../src/script/operators.ts";
import { collectFields } from "../src/script/read-collect.ts";
import { linkedSources, unstorable } from "../src/script/read-variables.ts";
import { blocks } from "../src/script/schema.ts";
import type { Field, Fields, Kind } from "../src/script/schema-field.ts";
import { variants } from "../src/script/schema-variant.ts";
import { page, table } from "./generate-page.ts";

/** `docs/generated/agent-script.md`. */
export const languagePage = (): string =>
  page("Agent Script", "src/script", [
    "Every block, field, statement, expression, type and problem of the language, as this server reads it. For the",
    "language by example see [Agent Script by example](../script.md).",
    "",
    "## Blocks and fields",
    "",
    "Blocks come in any order. A name in capitals is the author's choice. `*` marks what must be there.",
    "",
    ...Object.entries(blocks).flatMap(blockLines),
    ...variantLines(),
    "## Statements",
    "",
    ...wordTable("Statement", { ...statements, ...textStatements, ...toolStatements }),
    "",
    "Below `collect`:",
    "",
    ...fieldTable(collectFields),
    "",
    "## Expressions",
    "",
    "Text stands in double quotes or after `|`, where `{!…}` is replaced by a value. Numbers, dates such as `2025-01-31`,",
    'lists `[…]` and objects `{"key": …}` stand as they are; `a if condition else b` chooses.',
    "",
    `Operators, those of one rank together, the loosest first: ${listed(["or", "and", "not"])}, comparisons`,
    `${listed(signs(({ compares }) => compares))}, ${listed(["+", "-"])}. Only where a reader is`,
    `asked for the extended language: ${listed(signs(({ instead }) => instead !== undefined))}.`,
    "",
    ...wordTable("Word", { ...values, ...operatorWords }),
    "",
    "## Namespaces",
    "",
    ...wordTable("Namespace", namespaces, "@"),
    "",
    "Members with a meaning of their own:",
    "",
    ...table(
      ["Member", "What it is"],
      [
        ...wordRows(utils, "@utils."),
        ...wordRows(systemVariables, "@system_variables."),
        ...Object.entries(linkedSources).map(([space, members]) => [
          `\`@${space}\``,
          `As the \`source\` of a linked variable; usually ${listed(members)}.`,
        ]),
      ],
    ),
    "",
    "## Types",
    "",
    `\`list[TYPE]\` holds values of one type. ${aliases}; \`id\` is deprecated.`,
    "",
    ...table(
      ["Type", "Holds", "For"],
      Object.entries(types).map(([name, says]) => [
        `\`${name}\``,
        says,
        unstorable.has(name) ? "inputs and outputs" : "variables, inputs and outputs",
      ]),
    ),
    "",
    "## Problems",
    "",
    "An error keeps a script from running; a warning and an information do not.",
    "",
    ...table(
      ["Code", "Severity", "What it means", "What to do"],
      Object.entries<Code>(codes).map(([code, { severity, says, cure }]) => [`\`${code}\``, severity, says, cure]),
    ),
    "",
    "Codes of other tools for the language that nothing here reports:",
    "",
    ...table(
      ["Code", "Why not"],
      Object.entries(unreported).map(([code, why]) => [`\`${code}\``, why]),
    ),
  ]);

/** Types by other names. */
const aliases = Object.entries(typeNames)
  .filter(([name, type]) => name !== type)
  .map(([name, type]) => `\`${name}\` is \`${type}\``)
  .join(", ");

/** The signs of operators. */
const signs = (which: (operator: Operator) => boolean) =>
  [...operators].flatMap(([sign, operator]) => (which(operator) ? [sign] : []));

const listed = (names: Iterable<string>): string => [...names].map((name) => `\`${name}\``).join(", ");

const wordRows = (words: Words, prefix: string) =>
  Object.entries(words).map(([word, says]) => [`\`${prefix}${word}\``, says]);

const wordTable = (title: string, words: Words, prefix = ""): string[] =>
  table([title, "What it means"], wordRows(words, prefix));

/** Blocks that have the fields of another, which are told once. */
const likeOthers: Readonly<Record<string, string>> = { subagent: "start_agent", topic: "start_agent" };

function blockLines([name, field]: [string, Field]): string[] {
  const title = field.kind === "named" ? `${name} NAME` : name;
  const head = [`### \`${title}:\`${field.required ? " *" : ""}`, "", sentences(field), ""];
  const like = likeOthers[name];
  if (!like) return [...head, ...fieldTable(entriesOf(field)), ""];
  const lacking = Object.keys(blocks[like]?.fields ?? {}).filter((known) => !Object.hasOwn(field.fields ?? {}, known));
  return [...head, `It has the fields of \`${like}\`${lacking.length > 0 ? `, without ${listed(lacking)}` : ""}.`, ""];
}

function variantLines(): string[] {
  const [base] = [blocks.subagent?.fields ?? {}];
  return [
    "### Nodes that the host runs",
    "",
    "`schema:` makes a `start_agent`, `subagent` or `topic` a node of another kind. It has the fields of `start_agent` but",
    "`before_reasoning` and `after_reasoning`, and these:",
    "",
    ...variants.flatMap(({ address, says, fields }) => {
      const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !Object.hasOwn(base, name)));
      return [`**\`${address}\`** ${says}`, "", ...fieldTable(own), ""];
    }),
  ];
}

/** The fields of a block; of a map, its entries. */
const entriesOf = (field: Field): Fields =>
  field.kind === "map" ? { NAME: { ...entry(field) } } : (field.fields ?? {});

/** What stands beside and below a name of the author's in a map. */
const entry = ({ fields, value }: Field): Field => ({
  kind: "block",
  says: value ? `An entry: ${besides[value]}` : "An entry.",
  fields,
});

const besides: Readonly<Record<NonNullable<Field["value"]>, string>> = {
  type: "its type stands after the colon, and ` = ` and a default after that where it has one.",
  "type?": "its type stands after the colon, or below as `type:`.",
  target: "what it leads to stands after the colon, and statements may stand below.",
  reference: "what it refers to stands after the colon.",
  bound: "a variable or a literal stands after the colon.",
};

/** What each kind of field holds, in words. */
const kinds: Readonly<Record<Kind, string>> = {
  text: "text",
  message: "text with `{!…}`",
  literal: "quoted text",
  "text or None": "text or `None`",
  flag: "`True` or `False`",
  number: "number",
  scalar: "text, number or flag",
  reference: "`@namespace.name`",
  list: "list",
  procedure: "statements",
  instructions: "text or statements",
  block: "fields",
  named: "fields",
  map: "entries",
  shape: "type with limits",
  free: "names and values",
};

const fieldTable = (fields: Fields): string[] =>
  table(["Field", "Holds", "Default", "What it means"], rowsOf(fields, ""));

function rowsOf(fields: Fields, path: string): string[][] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const here = path === "" ? name : `${path}.${name}`;
    const row = [`\`${here}\`${field.required ? " *" : ""}`, holds(field), field.default ?? "", sentences(field)];
    const inner = field.kind === "map" ? entriesOf(field) : field.nests ? {} : (field.fields ?? {});
    return [row, ...rowsOf(inner, here)];
  });
}

function holds({ kind, oneOf, min, max }: Field): string {
  const least = min === undefined ? "" : `, at least ${min}`;
  const limits = min !== undefined && max !== undefined ? `, ${min} to ${max}` : least;
  return oneOf ? oneOf.map((value) => `\`"${value}"\``).join(", ") : `${kinds[kind]}${limits}`;
}

const sentences = ({ says, deprecated, idle }: Field): string =>
  [says, deprecated && `Deprecated: ${deprecated}.`, idle && `No effect here: ${idle}.`].filter(Boolean).join(" ");
