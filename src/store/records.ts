// What is asked of the database on behalf of the data API: each type of record as a table whose columns are its fields.
import { type RawBuilder, sql } from "kysely";
import type { Db } from "./schema.ts";
import { ONE_OFF } from "./statements.ts";

export type RecordType = "BotDefinition" | "BotVersion" | "Organization" | "User";

export type RecordValue = Date | boolean | number | string | null;

/** A column; `folded` is text that compares and sorts without regard to case. */
export interface Column {
  readonly name: string;
  readonly folded: boolean;
}

export type Comparison = "!=" | "<" | "<=" | "=" | ">" | ">=" | "like";

export type Condition =
  | { readonly kind: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  | {
      readonly kind: "compare";
      readonly column: Column;
      readonly comparison: Comparison;
      readonly value: RecordValue;
    }
  | { readonly kind: "in"; readonly column: Column; readonly values: readonly RecordValue[] }
  | { readonly kind: "among"; readonly column: Column; readonly theirs: Column; readonly of: Selection };

/** Some records of one type. */
export interface Selection {
  readonly type: RecordType;
  readonly where: Condition | undefined;
}

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Reading extends Selection {
  /** Names of columns of the type. */
  readonly columns: readonly string[];
  readonly orderBy: readonly Order[];
  readonly limit: number;
  readonly offset: number;
}

export type RecordRow = Readonly<Record<string, RecordValue>>;

/** The records of an org that a reading asks for. Column names are the caller's: take them from a table, never from a client. */
export async function readRecords(db: Db, orgId: string, reading: Reading): Promise<RecordRow[]> {
  const columns = sql.join(reading.columns.map((name) => sql.ref(name)));
  // Every page of a query shows another part of one order.
  const order = sql.join([...reading.orderBy.map(orderOf), sql`"Id" collate "C"`]);
  const result = await sql<RecordRow>`
    ${oneOff} select ${columns} from ${from(orgId, reading)}
    order by ${order} limit ${reading.limit} offset ${reading.offset}`.execute(db);
  return result.rows;
}

/** How many records of an org a selection holds. */
export async function countRecords(db: Db, orgId: string, selection: Selection): Promise<number> {
  const counted = sql<{ readonly count: number }>`${oneOff} select count(*) as count from ${from(orgId, selection)}`;
  return (await counted.execute(db)).rows[0]!.count;
}

/** Clients compose these texts, so each of them may be a new one. */
const oneOff = sql.raw(ONE_OFF);

const from = (orgId: string, { type, where }: Selection): RawBuilder<unknown> =>
  where
    ? sql`(${tables[type](orgId)}) as ${sql.ref(type)} where ${truthOf(orgId, where)}`
    : sql`(${tables[type](orgId)}) as ${sql.ref(type)}`;

function truthOf(orgId: string, condition: Condition): RawBuilder<unknown> {
  switch (condition.kind) {
    case "all":
    case "any": {
      const each = condition.of.map((one) => truthOf(orgId, one));
      return sql`(${sql.join(each, condition.kind === "all" ? sql` and ` : sql` or `)})`;
    }
    case "not":
      // What cannot be told, such as whether nothing is less than one, counts as untrue; its opposite is true.
      return sql`(${truthOf(orgId, condition.of)} is not true)`;
    case "compare":
      return compared(condition);
    case "in":
      return contained(condition);
    case "among": {
      const { column, theirs, of } = condition;
      return sql`(${sql.ref(column.name)} in (select ${sql.ref(theirs.name)} from ${from(orgId, of)}))`;
    }
  }
}

/** A null differs from every value, and is neither smaller nor larger than one. */
function compared({ column, comparison, value }: Extract<Condition, { kind: "compare" }>): RawBuilder<unknown> {
  const name = sql.ref(column.name);
  if (value === null) return comparison === "=" ? sql`(${name} is null)` : sql`(${name} is not null)`;
  if (comparison === "like") return sql`(${name} ilike ${value})`;
  const operator = comparison === "!=" ? sql`is distinct from` : sql.raw(comparison);
  // Which text is the smaller one does not depend on the database's own order of letters.
  const collation = column.folded && /[<>]/.test(comparison) ? sql` collate "C"` : sql``;
  return sql`(${side(column, name)} ${operator} ${side(column, sql`${value}`)}${collation})`;
}

function contained({ column, values }: Extract<Condition, { kind: "in" }>): RawBuilder<unknown> {
  const name = sql.ref(column.name);
  const some = values.filter((value) => value !== null).map((value) => side(column, sql`${value}`));
  const ways = [
    ...(some.length > 0 ? [sql`${side(column, name)} in (${sql.join(some)})`] : []),
    ...(some.length < values.length ? [sql`${name} is null`] : []),
  ];
  return sql`(${sql.join(ways, sql` or `)})`;
}

const side = ({ folded }: Column, value: RawBuilder<unknown>) => (folded ? sql`lower(${value})` : value);

const orderOf = ({ column, descending, nullsFirst }: Order): RawBuilder<unknown> => {
  const by = column.folded ? sql`lower(${sql.ref(column.name)}) collate "C"` : sql.ref(column.name);
  return sql`${by} ${sql.raw(descending ? "desc" : "asc")} nulls ${sql.raw(nullsFirst ? "first" : "last")}`;
};

/** Who made a record, where it was a user: a project file and the operator have no id. */
const maker = (column: string) =>
  sql`case when ${sql.ref(column)} like '005%' then ${sql.ref(column)} end as "CreatedById"`;

/** A field that every record of the type has, and that nothing here ever fills. */
const never = (...fields: readonly string[]) => sql.join(fields.map((field) => sql`null::text as ${sql.ref(field)}`));

/**
 * The types as the data API names their fields (oauth spec §5, platform spec §1.4). An agent is there once it has a
 * committed version, as the original has a definition once it is published.
 */
const tables: Readonly<Record<RecordType, (orgId: string) => RawBuilder<unknown>>> = {
  Organization: (orgId) => sql`
    select id as "Id", name as "Name", 'Dragoman' as "OrganizationType", false as "IsSandbox",
      ${never("InstanceName", "NamespacePrefix")}, null::timestamptz as "TrialExpirationDate", created_at as "CreatedDate"
    from org where id = ${orgId}`,
  User: (orgId) => sql`
    select id as "Id", username as "Username", name as "Name", first_name as "FirstName",
      coalesce(last_name, name) as "LastName", email as "Email", active as "IsActive",
      case kind when 'agent' then 'AutomatedProcess' else 'Standard' end as "UserType",
      locale as "LocaleSidKey", locale as "LanguageLocaleKey", time_zone as "TimeZoneSidKey",
      last_login_at as "LastLoginDate", ${maker("made_by")},
      created_at as "CreatedDate", updated_at as "LastModifiedDate", updated_at as "SystemModstamp"
    from member where org_id = ${orgId}`,
  BotDefinition: (orgId) => sql`
    select id as "Id", developer_name as "DeveloperName", label as "MasterLabel", agent_type as "AgentType",
      case when lower(agent_type) in ('agentforceemployeeagent', 'internalcopilot')
        then 'InternalCopilot' else 'ExternalCopilot' end as "Type",
      ${never("BotUserId", "Description", "AgentTemplate", "LastModifiedById")}, false as "IsDeleted",
      ${maker("made_by")}, created_at as "CreatedDate", updated_at as "LastModifiedDate", updated_at as "SystemModstamp"
    from agent where org_id = ${orgId}
      and exists (select from agent_version where agent_id = agent.id and state = 'committed')`,
  BotVersion: (orgId) => sql`
    select agent_version.id as "Id", agent_id as "BotDefinitionId", number as "VersionNumber",
      'v' || number as "DeveloperName",
      case when agent.active_version_id = agent_version.id then 'Active' else 'Inactive' end as "Status",
      ${never("CopilotPrimaryLanguage", "CopilotSecondaryLanguages", "ToneType", "CreatedById", "LastModifiedById")},
      false as "IsDeleted", committed_at as "CreatedDate",
      committed_at as "LastModifiedDate", committed_at as "SystemModstamp"
    from agent_version join agent on agent.id = agent_version.agent_id
    where agent_version.org_id = ${orgId} and state = 'committed'`,
};
