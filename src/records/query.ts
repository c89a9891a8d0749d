// Answers a query: the records of an org that it asks for, in pages, in the shape of the data API.
import { DATA_PATH, type DataRecord, DataRefused, type QueryResult } from "../contract/data-api.ts";
import {
  type Condition,
  countRecords,
  type Reading,
  type RecordRow,
  type RecordValue,
  readRecords,
  type Selection,
} from "../store/records.ts";
import type { Db } from "../store/schema.ts";
import type { RecordObject } from "./objects.ts";
import { parseQuery } from "./parse.ts";
import { type Plan, planQuery } from "./resolve.ts";

/** Records on one page; fewer where each brings others with it. */
const PAGE = 2_000;
const PAGE_WITH_CHILDREN = 200;

/** Whose records are read, and how their links begin. */
export interface Reader {
  readonly db: Db;
  readonly orgId: string;
  /** Version of the API the client speaks, such as `65.0`. */
  readonly version: string;
}

/**
 * A page of what a query finds: the first, or the one that begins behind `passed` records.
 * Refuses with `MALFORMED_QUERY`, `INVALID_TYPE` or `INVALID_FIELD`, each with its row and column.
 */
export async function answerQuery(reader: Reader, source: string, passed = 0): Promise<QueryResult> {
  const plan = planQuery(source, parseQuery(source));
  const found = await totalOf(reader, plan);
  if (plan.count) return { totalSize: found, done: true, records: [] };
  const page = plan.children.length > 0 ? PAGE_WITH_CHILDREN : PAGE;
  const records = await recordsOf(reader, plan, passed, Math.min(page, found - passed));
  const next = passed + records.length;
  const done = records.length === 0 || next >= found;
  const nextRecordsUrl = `${DATA_PATH}/v${reader.version}/query/${locatorOf(source, next)}`;
  return { totalSize: found, done, ...(!done && { nextRecordsUrl }), records };
}

/** The page that a locator names. Refuses with `INVALID_QUERY_LOCATOR`. */
export function answerMore(reader: Reader, locator: string): Promise<QueryResult> {
  const [, passed, source] = /^(\d{1,5}) (.*)$/s.exec(Buffer.from(locator, "base64url").toString("utf8")) ?? [];
  if (passed === undefined || source === undefined) {
    throw new DataRefused("INVALID_QUERY_LOCATOR", "This is no page of a query: follow nextRecordsUrl as it came");
  }
  return answerQuery(reader, source, Number(passed));
}

/** The page is in its name, and nothing is kept: a locator gives no more than the query in it. */
const locatorOf = (source: string, passed: number) => Buffer.from(`${passed} ${source}`).toString("base64url");

async function totalOf({ db, orgId }: Reader, { object, where, limit, offset }: Plan): Promise<number> {
  const all = await countRecords(db, orgId, { type: object.type, where });
  return Math.min(Math.max(0, all - offset), limit ?? Number.POSITIVE_INFINITY);
}

async function recordsOf(reader: Reader, plan: Plan, passed: number, limit: number): Promise<DataRecord[]> {
  if (limit <= 0) return [];
  const { object, fields, where, orderBy, children, offset } = plan;
  const columns = [...new Set(["Id", ...fields])];
  const reading = { type: object.type, columns, where, orderBy, limit, offset: offset + passed };
  const rows = await readRecords(reader.db, reader.orgId, reading);
  const below = await Promise.all(children.map((child) => childrenOf(reader, child, rows)));
  return rows.map((row) => ({
    ...recordOf(reader, object, row, fields),
    ...Object.fromEntries(children.map(({ relationship }, at) => [relationship, below[at]!.get(row.Id) ?? null])),
  }));
}

/** What stands below each record, by its id; nothing where there is none, as the original has it. */
async function childrenOf(
  reader: Reader,
  { by, plan }: Plan["children"][number],
  parents: readonly RecordRow[],
): Promise<ReadonlyMap<RecordValue | undefined, QueryResult>> {
  const { object, fields, orderBy } = plan;
  const column = { name: by, folded: false };
  const theirs: Condition = { kind: "in", column, values: parents.map((row) => row.Id!) };
  const where: Condition = plan.where ? { kind: "all", of: [theirs, plan.where] } : theirs;
  const columns = [...new Set(["Id", by, ...fields])];
  const reading: Reading = { type: object.type, columns, where, orderBy, limit: MOST_CHILDREN, offset: 0 };
  const rows = await readRecords(reader.db, reader.orgId, reading);
  const groups = Map.groupBy(rows, (row) => row[by]);
  return new Map(
    [...groups].map(([id, group]) => {
      const records = group.slice(0, plan.limit).map((row) => recordOf(reader, object, row, fields));
      return [id, { totalSize: records.length, done: true, records }];
    }),
  );
}

/** Below a page of records; an agent keeps a few versions. */
const MOST_CHILDREN = 20_000;

/**
 * One record of a type by its id, with these fields or with all; `undefined` when the org has none.
 */
export async function readRecord(
  reader: Reader,
  object: RecordObject,
  id: string,
  fields: readonly string[] = Object.keys(object.fields),
): Promise<DataRecord | undefined> {
  const where: Condition = { kind: "compare", column: { name: "Id", folded: false }, comparison: "=", value: id };
  const selection: Selection = { type: object.type, where };
  const columns = [...new Set(["Id", ...fields])];
  const [row] = await readRecords(reader.db, reader.orgId, { ...selection, columns, orderBy: [], limit: 1, offset: 0 });
  return row && recordOf(reader, object, row, fields);
}

function recordOf({ version }: Reader, { type }: RecordObject, row: RecordRow, fields: readonly string[]): DataRecord {
  const url = `${DATA_PATH}/v${version}/sobjects/${type}/${row.Id}`;
  return { attributes: { type, url }, ...Object.fromEntries(fields.map((name) => [name, shown(row[name]!)])) };
}

/** Moments as the data API writes them: milliseconds, and an offset without a colon. */
const shown = (value: RecordValue) => (value instanceof Date ? value.toISOString().replace("Z", "+0000") : value);
