// Reads a query: SELECT fields FROM type WHERE … ORDER BY … LIMIT … OFFSET …, by recursive descent.
import { lex, type Token } from "./lex.ts";
import { refusedAt } from "./refusal.ts";
import type { At, Expression, Literal, Name, Ordering, Query, Selected } from "./syntax.ts";

/** Levels of parentheses, `NOT` and inner queries. */
const DEEPEST = 10;

/** Inner queries of a query, wherever they stand: a database takes minutes to plan how a hundred of them are joined. */
const MOST_INNER = 10;

/** Characters of a query. It travels in a URL, which may have 16 kB with its headers. */
export const LONGEST_QUERY = 8_000;

/** Refuses with `MALFORMED_QUERY`. */
export function parseQuery(source: string): Query {
  if (source.length > LONGEST_QUERY) {
    throw refusedAt("MALFORMED_QUERY", source, LONGEST_QUERY, `A query has at most ${LONGEST_QUERY} characters`);
  }
  const tokens = lex(source);
  const selects = tokens.filter((token) => token.kind === "name" && token.text.toUpperCase() === "SELECT");
  const tooMany = selects[MOST_INNER + 1];
  if (tooMany)
    throw refusedAt("MALFORMED_QUERY", source, tooMany.at, `A query has ${MOST_INNER} inner queries at most`);
  const reader = readerOf(source, tokens);
  const query = readQuery(reader, 0);
  if (reader.token().kind !== "end") throw reader.unexpected("FROM … WHERE … ORDER BY … LIMIT … OFFSET …");
  return query;
}

interface Reader {
  token(): Token;
  /** The token that stands here; the next one is up. */
  take(): Token;
  /** Whether this word or sign stood here; then it is taken. */
  took(word: string): boolean;
  expect(word: string): void;
  name(what: string): Name;
  unexpected(wanted: string): Error;
  refuse(at: At, sentence: string): Error;
}

function readerOf(source: string, tokens: readonly Token[]): Reader {
  let index = 0;
  const token = () => tokens[Math.min(index, tokens.length - 1)]!;
  const textOf = (one: Token) => (one.kind === "end" ? "the end of the query" : `'${one.text}'`);
  const refuse = (at: At, sentence: string) => refusedAt("MALFORMED_QUERY", source, at, sentence);
  const unexpected = (wanted: string) =>
    refuse(token().at, `unexpected token: ${textOf(token())}. Expected here: ${wanted}`);
  const take = () => {
    const taken = token();
    index += 1;
    return taken;
  };
  const took = (word: string) => {
    const one = token();
    const stands = (one.kind === "name" || one.kind === "sign") && one.text.toUpperCase() === word;
    if (stands) index += 1;
    return stands;
  };
  return {
    token,
    take,
    took,
    expect: (word) => {
      if (!took(word)) throw unexpected(word);
    },
    name: (what) => {
      const one = token();
      if (one.kind !== "name" || reserved.has(one.text.toUpperCase())) throw unexpected(what);
      index += 1;
      return one;
    },
    unexpected,
    refuse,
  };
}

/** Words that name nothing. */
const reserved = new Set(["SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "ORDER", "LIMIT", "OFFSET"]);

function readQuery(reader: Reader, depth: number): Query {
  requireShallow(reader, depth);
  reader.expect("SELECT");
  const select = readSelect(reader, depth);
  reader.expect("FROM");
  return {
    select,
    from: reader.name("the name of an object"),
    where: reader.took("WHERE") ? readExpression(reader, depth) : undefined,
    orderBy: readOrder(reader),
    limit: reader.took("LIMIT") ? readCount(reader) : undefined,
    offset: reader.took("OFFSET") ? readCount(reader) : 0,
  };
}

function requireShallow(reader: Reader, depth: number): void {
  if (depth > DEEPEST) throw reader.refuse(reader.token().at, `A query is nested ${DEEPEST} levels deep at most`);
}

function readSelect(reader: Reader, depth: number): Query["select"] {
  const selected: Selected[] = [];
  do {
    if (reader.took("(")) {
      selected.push({ kind: "children", query: readQuery(reader, depth + 1) });
      reader.expect(")");
      continue;
    }
    const name = reader.name("the name of a field");
    if (name.text.toUpperCase() === "COUNT" && selected.length === 0 && reader.took("(")) {
      reader.expect(")");
      return "count";
    }
    selected.push({ kind: "field", name });
  } while (reader.took(","));
  return selected;
}

/** A chain of `AND` or one of `OR`; a mixture says with parentheses what it means. */
function readExpression(reader: Reader, depth: number): Expression {
  const first = readTerm(reader, depth);
  const joint = ["AND", "OR"].find((word) => reader.took(word));
  if (!joint) return first;
  const of = [first];
  do of.push(readTerm(reader, depth));
  while (reader.took(joint));
  const other = joint === "AND" ? "OR" : "AND";
  const { at } = reader.token();
  if (reader.took(other)) throw reader.refuse(at, "AND and OR stand side by side: put parentheses around one of them");
  return { kind: joint === "AND" ? "all" : "any", of };
}

function readTerm(reader: Reader, depth: number): Expression {
  requireShallow(reader, depth);
  if (reader.took("NOT")) return { kind: "not", of: readTerm(reader, depth + 1) };
  if (reader.took("(")) {
    const inner = readExpression(reader, depth + 1);
    reader.expect(")");
    return inner;
  }
  const field = reader.name("the name of a field, NOT or (");
  if (reader.took("IN")) return { kind: "in", field, of: readSet(reader, depth) };
  if (reader.took("NOT")) {
    reader.expect("IN");
    return { kind: "not", of: { kind: "in", field, of: readSet(reader, depth) } };
  }
  const comparison = comparisons.find((sign) => reader.took(sign.toUpperCase()));
  if (!comparison) throw reader.unexpected("=, !=, <, <=, >, >=, LIKE, IN or NOT IN");
  return { kind: "compare", field, comparison, value: readLiteral(reader) };
}

const comparisons = ["=", "!=", "<=", ">=", "<", ">", "like"] as const;

function readSet(reader: Reader, depth: number): Query | readonly Literal[] {
  reader.expect("(");
  const of = reader.token().kind === "name" ? readQuery(reader, depth + 1) : readLiterals(reader);
  reader.expect(")");
  return of;
}

function readLiterals(reader: Reader): readonly Literal[] {
  const values = [];
  do values.push(readLiteral(reader));
  while (reader.took(","));
  return values;
}

function readLiteral(reader: Reader): Literal {
  const token = reader.token();
  if (token.kind !== "value") throw reader.unexpected("a value, such as 'text', 12, true or null");
  reader.take();
  return token;
}

function readOrder(reader: Reader): readonly Ordering[] {
  if (!reader.took("ORDER")) return [];
  reader.expect("BY");
  const order: Ordering[] = [];
  do {
    const field = reader.name("the name of a field");
    const descending = reader.took("DESC");
    if (!descending) reader.took("ASC");
    let nullsFirst = true;
    if (reader.took("NULLS")) {
      nullsFirst = !reader.took("LAST");
      if (nullsFirst) reader.expect("FIRST");
    }
    order.push({ field, descending, nullsFirst });
  } while (reader.took(","));
  return order;
}

function readCount(reader: Reader): number {
  const { at } = reader.token();
  const { value } = readLiteral(reader);
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST) return value;
  throw reader.refuse(at, `Expected here: a whole number up to ${MOST}`);
}

/** Records a query may ask for or pass over. */
const MOST = 50_000;
