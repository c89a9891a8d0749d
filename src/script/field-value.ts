// The plain value of a field: checks that it is of the kind the schema names.
import { closest } from "../closest.ts";
import { constantNamed, constantOf } from "./constant.ts";
import { checks } from "./field-checks.ts";
import { type Cure, type Report, replaceWith } from "./report.ts";
import type { Field, Kind } from "./schema-field.ts";
import type { Element, Term } from "./syntax.ts";
import { templateParts } from "./template.ts";

/** The term that is a field's value: on its line, or alone below it. */
export function termOf(element: Element): Term | undefined {
  if (element.value)
    return element.value.kind === "term" && element.value.clauses.length === 0 ? element.value.term : undefined;
  const [only, ...others] = element.body?.items ?? [];
  return only?.kind === "value" && others.length === 0 ? only.term : undefined;
}

/** The text of a term that has one. Interpolations in it stand as they are written. */
export function plainText(term: Term, source: string): string | undefined {
  if (term.kind === "string") return term.value;
  if (term.kind !== "template") return undefined;
  const { column, parts } = term.template;
  const written = ({ start, end }: Term["span"]) => `{!${source.slice(start.offset, end.offset)}}`;
  return templateParts(column, parts)
    .map((part) => (typeof part === "string" ? part : written(part.span)))
    .join("");
}

/** A number with its sign. */
export function numberOf(term: Term): number | undefined {
  if (term.kind === "number") return term.value;
  if (term.kind !== "unary" || term.operand.kind !== "number") return undefined;
  return term.operator === "-" ? -term.operand.value : term.operand.value;
}

const isText = (term: Term) => term.kind === "string" || term.kind === "template";
const isFlag = (term: Term) => typeof constantOf(term) === "boolean";
const isNumber = (term: Term) => numberOf(term) !== undefined;

type PlainKind = Exclude<Kind, "procedure" | "instructions" | "block" | "named" | "map" | "shape" | "free" | "list">;

const kinds: Readonly<Record<PlainKind, { readonly accepts: (term: Term) => boolean; readonly wanted: string }>> = {
  text: { accepts: isText, wanted: "text in double quotes" },
  message: { accepts: isText, wanted: "text in double quotes or after `|`" },
  literal: { accepts: (term) => term.kind === "string", wanted: "text in double quotes" },
  "text or None": {
    accepts: (term) => isText(term) || constantOf(term) === null,
    wanted: "text in double quotes, or None",
  },
  flag: { accepts: isFlag, wanted: "True or False" },
  number: { accepts: isNumber, wanted: "a number" },
  scalar: {
    accepts: (term) => isText(term) || isFlag(term) || isNumber(term),
    wanted: "True, False, a number or text",
  },
  reference: {
    accepts: (term) => term.kind === "member" && term.of.kind === "reference",
    wanted: "a reference such as `@MessagingSession.Id`",
  },
};

/** Check the value of a field that is no block. */
export function checkValue(element: Element, field: Field, path: string, source: string, report: Report): void {
  const { kind } = field;
  if (kind === "procedure" || kind === "instructions") checkProcedure(element, kind, path, report);
  else if (kind === "free") checkFree(element, path, report);
  else if (kind === "list") checkList(element, field, path, report);
  else checkPlain(element, field, path, source, report);
}

function checkPlain(element: Element, field: Field, path: string, source: string, report: Report): void {
  const { accepts, wanted } = kinds[field.kind as PlainKind];
  const term = termOf(element);
  const listed = field.check === "locales" && !element.value ? (listOf(element) ?? []) : [];
  if (listed.length > 0) {
    checkListed(listed, element, path, source, report);
    return;
  }
  if (!term) {
    const [key] = element.words;
    if (element.body?.items.some(({ kind }) => kind === "damaged")) return;
    if (element.value) reportUnquoted(element, wanted, path, source, report);
    else if (key) report.error("missing-value", key.span, `\`${path}\` has no value`, { fix: `Give it ${wanted}` });
    return;
  }
  if (term.kind === "missing") return;
  if (!accepts(term)) {
    if (term.kind === "name" && constantNamed(term.text, term.span, report) && !isFlag(term)) return;
    report.error(
      "type-mismatch",
      term.span,
      `\`${path}\` is ${wanted}, not ${describe(term)}`,
      cureFor(term, field.kind, source),
    );
    return;
  }
  refuseBelow(element, path, report);
  checkLimits(term, field, path, source, report);
}

/** Locales as a list, where the language has one text with commas: read all the same, with a word (spec §2.5). */
function checkListed(items: readonly Term[], element: Element, path: string, source: string, report: Report): void {
  const texts = items.map((item) => (item.kind === "name" ? item.text : (plainText(item, source) ?? "")));
  const span = element.words[0]?.span ?? element.span;
  report.warning("type-mismatch", span, `\`${path}\` is one text, with commas between the locales`, {
    fix: `Write "${texts.join(", ")}"`,
  });
  items.forEach((item, at) => {
    checks.locales(texts[at] ?? "", item.span, report);
  });
}

/** Two words where text was wanted: most likely text without its quotes. */
function reportUnquoted(element: Element, wanted: string, path: string, source: string, report: Report): void {
  const span = element.value?.span ?? element.span;
  const text = `"${source.slice(span.start.offset, span.end.offset)}"`;
  const cure =
    /text/.test(wanted) && !text.slice(1, -1).includes('"') ? replaceWith(span, text) : { fix: `Give it ${wanted}` };
  report.error("type-mismatch", span, `\`${path}\` is ${wanted}`, cure);
}

const describe = (term: Term): string =>
  ({ string: "text", template: "a template", number: "a number", date: "a date", list: "a list", dict: "an object" })[
    term.kind as string
  ] ?? (term.kind === "name" ? `\`${term.text}\`` : "an expression");

function cureFor(term: Term, kind: Kind, source: string): Cure {
  const written = source.slice(term.span.start.offset, term.span.end.offset);
  if (kind === "flag" && term.kind === "string") {
    const meant = closest(term.value, ["True", "False"]);
    return meant ? replaceWith(term.span, meant) : { fix: "Write `True` or `False`" };
  }
  if (kind === "number" && term.kind === "string" && term.value.trim() !== "" && Number.isFinite(Number(term.value)))
    return replaceWith(term.span, term.value);
  if (term.kind === "name" || term.kind === "number") return replaceWith(term.span, `"${written}"`);
  return { fix: kind === "literal" ? "Write it between double quotes" : "Replace it" };
}

/** Lines below a value that is complete. */
function refuseBelow(element: Element, path: string, report: Report): void {
  const below = element.value ? element.body?.items[0] : undefined;
  if (!below) return;
  const fix = "Check its indentation, or write text of several lines after `|`";
  report.error("syntax-error", below.span, `Nothing belongs below the value of \`${path}\``, { fix });
}

function checkLimits(term: Term, field: Field, path: string, source: string, report: Report): void {
  const text = plainText(term, source);
  const number = numberOf(term);
  if (text !== undefined) {
    if (field.kind === "text" && text.includes("{!")) {
      const fix = "Remove the `{!…}`, which is not replaced here";
      report.warning("unexpected-template-node", term.span, `\`${path}\` is fixed text`, { fix });
    }
    if (field.oneOf && !field.oneOf.some((value) => value.toLowerCase() === text.toLowerCase())) {
      const meant = closest(text, field.oneOf);
      const fix = meant ? `Did you mean "${meant}"?` : `Use one of: ${field.oneOf.join(", ")}`;
      report.error("constraint-enum", term.span, `\`${path}\` cannot be "${text}"`, { fix });
    }
    if (field.check) checks[field.check](text, term.span, report);
  }
  if (number === undefined) return;
  if (field.min !== undefined && number < field.min) {
    report.error("constraint-minimum", term.span, `\`${path}\` is at least ${field.min}`, { fix: "Raise it" });
  }
  if (field.max !== undefined && number > field.max) {
    report.error("constraint-maximum", term.span, `\`${path}\` is at most ${field.max}`, { fix: "Lower it" });
  }
}

/** Statements stand below their key. Text may stand beside it where text is welcome. */
function checkProcedure(element: Element, kind: "procedure" | "instructions", path: string, report: Report): void {
  const { value } = element;
  const [key] = element.words;
  if (!value) {
    const empty = !element.body && !element.arrow;
    if (empty && key)
      report.error("missing-value", key.span, `\`${path}\` has no statements`, { fix: "Indent them below it" });
    return;
  }
  const term = value.kind === "term" ? value.term : undefined;
  if (term?.kind === "missing" || (term?.kind === "template" && kind === "instructions")) return;
  if (term?.kind === "template") {
    report.error("template-in-deterministic-procedure", term.span, `\`${path}\` holds statements, not text`, {
      fix: "Move the text to `reasoning.instructions`",
    });
    return;
  }
  const message =
    kind === "instructions"
      ? `\`${path}\` is text after \`|\`, or statements after \`->\``
      : `\`${path}\` holds statements`;
  const simple = term?.kind === "string" && !term.value.includes("\n");
  const cure =
    simple && kind === "instructions"
      ? { fix: "Write the text after `|`", edits: [{ span: value.span, text: `| ${term.value}` }] }
      : { fix: "Write statements on the lines below, indented" };
  report.error("invalid-procedure-value", value.span, message, cure);
}

function checkFree(element: Element, path: string, report: Report): void {
  const term = termOf(element);
  if (term ? term.kind !== "dict" : element.value !== undefined) {
    report.error("type-mismatch", element.value?.span ?? element.span, `\`${path}\` holds names and values`, {
      fix: "Write them below it as `name: value`",
    });
  }
}

/** The terms of a list field: its `- ` entries, or the items of `[…]`. */
export function listOf(element: Element): readonly Term[] | undefined {
  const term = termOf(element);
  if (term) return term.kind === "list" ? term.items : undefined;
  const items = element.body?.items ?? [];
  if (!items.every((item) => item.kind === "entry" || item.kind === "damaged")) return undefined;
  return items
    .flatMap((item) => (item.kind === "entry" ? item.items : []))
    .flatMap((item) => (item.kind === "value" ? [item.term] : []));
}

function checkList(element: Element, field: Field, path: string, report: Report): void {
  const items = listOf(element);
  const [key] = element.words;
  if (!items || !key) {
    report.error("type-mismatch", element.span, `\`${path}\` is a list`, {
      fix: "Write its entries below it, each after `- `",
    });
    return;
  }
  if (field.min !== undefined && items.length < field.min) {
    report.error("constraint-min-items", key.span, `\`${path}\` has at least ${field.min} entries`, {
      fix: "Add some",
    });
  }
  if (field.max !== undefined && items.length > field.max) {
    report.error("constraint-max-items", key.span, `\`${path}\` has at most ${field.max} entries`, {
      fix: "Remove some",
    });
  }
}
