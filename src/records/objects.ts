// The types of record the data API shows, each with its fields: what a query may name, and how its values compare and look.
import { prefixes } from "../contract/ids.ts";
import type { RecordType } from "../store/records.ts";

/** `text` compares without regard to case, an `id` in its 15 or its 18 characters. */
export type FieldKind = "boolean" | "id" | "moment" | "number" | "text";

export interface RecordObject {
  readonly type: RecordType;
  /** Key prefix of its ids. */
  readonly prefix: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** What a query may select below a record, by relationship: the type, and its field that names the record. */
  readonly children: Readonly<Record<string, { readonly type: RecordType; readonly by: string }>>;
}

const history = { CreatedById: "id", CreatedDate: "moment" } as const;
const changes = { ...history, LastModifiedDate: "moment", SystemModstamp: "moment" } as const;

export const objects: Readonly<Record<RecordType, RecordObject>> = {
  BotDefinition: {
    type: "BotDefinition",
    prefix: prefixes.agent,
    fields: {
      Id: "id",
      DeveloperName: "text",
      MasterLabel: "text",
      AgentType: "text",
      Type: "text",
      BotUserId: "id",
      Description: "text",
      AgentTemplate: "text",
      IsDeleted: "boolean",
      LastModifiedById: "id",
      ...changes,
    },
    children: { BotVersions: { type: "BotVersion", by: "BotDefinitionId" } },
  },
  BotVersion: {
    type: "BotVersion",
    prefix: prefixes.agentVersion,
    fields: {
      Id: "id",
      BotDefinitionId: "id",
      DeveloperName: "text",
      VersionNumber: "number",
      Status: "text",
      CopilotPrimaryLanguage: "text",
      CopilotSecondaryLanguages: "text",
      ToneType: "text",
      IsDeleted: "boolean",
      LastModifiedById: "id",
      ...changes,
    },
    children: {},
  },
  Organization: {
    type: "Organization",
    prefix: prefixes.org,
    fields: {
      Id: "id",
      Name: "text",
      OrganizationType: "text",
      InstanceName: "text",
      IsSandbox: "boolean",
      NamespacePrefix: "text",
      TrialExpirationDate: "moment",
      CreatedDate: "moment",
    },
    children: {},
  },
  User: {
    type: "User",
    prefix: prefixes.user,
    fields: {
      Id: "id",
      Username: "text",
      Name: "text",
      FirstName: "text",
      LastName: "text",
      Email: "text",
      IsActive: "boolean",
      UserType: "text",
      LocaleSidKey: "text",
      LanguageLocaleKey: "text",
      TimeZoneSidKey: "text",
      LastLoginDate: "moment",
      ...changes,
    },
    children: {},
  },
};

/** Names are found whatever their case, and told in the case of the table. */
export function nameIn(table: object, written: string): string | undefined {
  const wanted = written.toLowerCase();
  return Object.keys(table).find((name) => name.toLowerCase() === wanted);
}

/** The type a client names, in any case. */
export function objectNamed(written: string): RecordObject | undefined {
  const name = nameIn(objects, written);
  return name === undefined ? undefined : objects[name as RecordType];
}
