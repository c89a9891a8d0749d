// The data API on the wire: its versions, its records and query results, and every way it refuses.
import { z } from "zod";

export const DATA_PATH = "/services/data";

/** The versions listed, oldest first. They differ in nothing that is served here, so that any client finds its own. */
export const dataVersions: readonly string[] = Array.from({ length: 18 }, (_, at) => `${50 + at}.0`);

export const DataVersions = z
  .array(z.strictObject({ label: z.string(), url: z.string(), version: z.string() }))
  .meta({ id: "DataVersions" });
export type DataVersions = z.infer<typeof DataVersions>;

/** What one version offers, by name. */
export const DataResources = z
  .strictObject({
    identity: z.url().describe("Identity URL of the user the token speaks for"),
    query: z.string(),
    sobjects: z.string(),
  })
  .meta({ id: "DataResources" });
export type DataResources = z.infer<typeof DataResources>;

/** The types of record, as a list. */
export const DataObjects = z
  .strictObject({
    encoding: z.literal("UTF-8"),
    sobjects: z.array(
      z.strictObject({
        name: z.string(),
        keyPrefix: z.string(),
        queryable: z.boolean(),
        retrieveable: z.boolean(),
        createable: z.boolean(),
        updateable: z.boolean(),
        deletable: z.boolean(),
        urls: z.strictObject({ rowTemplate: z.string() }),
      }),
    ),
  })
  .meta({ id: "DataObjects" });
export type DataObjects = z.infer<typeof DataObjects>;

/** A record: `attributes` with its type and path, then the fields asked for. */
export const DataRecord = z
  .looseObject({ attributes: z.strictObject({ type: z.string(), url: z.string() }) })
  .meta({ id: "DataRecord" });
export type DataRecord = z.infer<typeof DataRecord>;

export const QueryResult = z
  .strictObject({
    totalSize: z.int().describe("Records that the query finds, on this page and on those that follow"),
    done: z.boolean(),
    nextRecordsUrl: z.string().optional().describe("Path of the next page; absent on the last"),
    records: z.array(DataRecord),
  })
  .meta({ id: "QueryResult" });
export type QueryResult = z.infer<typeof QueryResult>;

/** A column of a query. That of an inner query is `aggregate`, and has its columns in `joinColumns`. */
export const QueryColumn = z
  .strictObject({
    columnName: z.string(),
    displayName: z.string(),
    aggregate: z.boolean(),
    apexType: z.string().nullable(),
    booleanType: z.boolean(),
    numberType: z.boolean(),
    textType: z.boolean(),
    custom: z.boolean(),
    insertable: z.boolean(),
    updatable: z.boolean(),
    foreignKeyName: z.string().nullable().describe("The relationship that a field of ids leads to"),
    get joinColumns() {
      return z.array(QueryColumn);
    },
  })
  .meta({ id: "QueryColumn" });
export type QueryColumn = z.infer<typeof QueryColumn>;

/** What a query with `columns=true` is answered with, in place of records. */
export const QueryColumns = z
  .strictObject({
    columnMetadata: z.array(QueryColumn),
    entityName: z.string(),
    groupBy: z.boolean(),
    idSelected: z.boolean(),
    keyPrefix: z.string(),
  })
  .meta({ id: "QueryColumns" });
export type QueryColumns = z.infer<typeof QueryColumns>;

/** Records, or with `columns=true` the columns alone. */
export const QueryAnswer = z.union([QueryResult, QueryColumns]).meta({ id: "QueryAnswer" });

/** The body of every refusal: a list, as a rule of one. */
export const DataErrors = z
  .array(z.strictObject({ message: z.string(), errorCode: z.string() }))
  .meta({ id: "DataErrors" });
export type DataErrors = z.infer<typeof DataErrors>;

/** Every way the data API refuses, by the code clients switch on. */
export const dataProblems = {
  INVALID_FIELD: 400,
  INVALID_TYPE: 400,
  MALFORMED_QUERY: 400,
  INVALID_QUERY_LOCATOR: 400,
  ENTITY_IS_LOCKED: 400,
  JSON_PARSER_ERROR: 400,
  INVALID_SESSION_ID: 401,
  API_DISABLED_FOR_ORG: 403,
  INSUFFICIENT_ACCESS: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TOO_LARGE: 413,
  UNKNOWN_EXCEPTION: 500,
  SERVER_UNAVAILABLE: 503,
} as const;
export type DataProblemCode = keyof typeof dataProblems;

/** A request to the data API refused. Thrown where the reason is known, rendered in `http/data-errors.ts`. */
export class DataRefused extends Error {
  readonly code: DataProblemCode;
  readonly status: number;

  /** `status` where it is another than the code's own. */
  constructor(code: DataProblemCode, sentence: string, status: number = dataProblems[code]) {
    super(sentence);
    this.name = "DataRefused";
    this.code = code;
    this.status = status;
  }
}
