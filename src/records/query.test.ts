// The data API's queries: what clients of the original ask after a login, on both databases.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../test/support/databases.ts";
import { kindOf } from "../agents/catalogue.ts";
import { mintId, prefixes, type Random } from "../contract/ids.ts";
import type { Store } from "../store/open.ts";
import { objects } from "./objects.ts";
import { answerMore, answerQuery, type Reader, readRecord } from "./query.ts";

const random: Random = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const org = mintId(prefixes.org, random);
const other = mintId(prefixes.org, random);
const ids = { desk: mintId(prefixes.agent, random), staff: mintId(prefixes.agent, random) };
const people = ["Ada@example.org", "bob@example.org", "cy_x@example.org"].map((username) => ({
  id: mintId(prefixes.user, random),
  username,
}));
const [ada, bob] = people as [(typeof people)[0], (typeof people)[0]];

/** Two orgs: one with three users and three agents, of which two have versions; the other with one user. */
async function fill(store: Store): Promise<void> {
  const { db } = store;
  for (const id of [org, other])
    await db
      .insertInto("org")
      .values({ id, name: `Org ${id.slice(-3)}` })
      .execute();
  const at = { active: true, kind: "standard", made_by: "project" } as const;
  await db
    .insertInto("member")
    .values([
      ...people.map(({ id, username }) => ({ id, username, name: username.split("@")[0]!, org_id: org, ...at })),
      { id: mintId(prefixes.user, random), username: "eve@example.org", name: "Eve", org_id: other, ...at },
    ])
    .execute();
  const agent = (id: string, name: string, type: string) => ({
    id,
    org_id: org,
    developer_name: name,
    label: `The ${name}`,
    agent_type: type,
    made_by: ada.id,
  });
  await db
    .insertInto("agent")
    .values([
      agent(ids.desk, "Desk", "AgentforceServiceAgent"),
      agent(ids.staff, "Staff", "AgentforceEmployeeAgent"),
      agent(mintId(prefixes.agent, random), "Draft_Only", "AgentforceServiceAgent"),
    ])
    .execute();
  const version = (agent_id: string, number: number) => ({
    id: mintId(prefixes.agentVersion, random),
    org_id: org,
    agent_id,
    number,
    state: "committed" as const,
    source: "",
    source_hash: "",
    committed_at: new Date("2026-11-23T12:00:00.250Z"),
  });
  const versions = [version(ids.desk, 1), version(ids.desk, 2), version(ids.staff, 1)];
  await db.insertInto("agent_version").values(versions).execute();
  await db.updateTable("agent").set({ active_version_id: versions[1]!.id }).where("id", "=", ids.desk).execute();
}

describe.each(databases)("in the $name", (database) => {
  let store: Store;
  let reader: Reader;
  beforeAll(async () => {
    store = await database.open();
    await fill(store);
    reader = { db: store.db, orgId: org, version: "65.0" };
  });
  afterAll(() => store.close());

  const ask = (soql: string) => answerQuery(reader, soql);
  const column = async (soql: string, field: string) => (await ask(soql)).records.map((record) => record[field]);
  describe("a query", () => {
    test("gives the fields asked for, each record with its type and path", async () => {
      expect(await ask("select id, USERNAME from user where username = 'ADA@example.ORG'")).toEqual({
        totalSize: 1,
        done: true,
        records: [
          {
            attributes: { type: "User", url: `/services/data/v65.0/sobjects/User/${ada.id}` },
            Id: ada.id,
            Username: "Ada@example.org",
          },
        ],
      });
    });

    test("can name every field of every type", async () => {
      for (const { type, fields } of Object.values(objects)) {
        const { records } = await ask(`SELECT ${Object.keys(fields).join(", ")} FROM ${type}`);
        expect(Object.keys(records[0]!).sort()).toEqual(["attributes", ...Object.keys(fields)].sort());
      }
    });

    test("sees the caller's org and no other", async () => {
      expect(await column("SELECT Id FROM Organization", "Id")).toEqual([org]);
      expect(await column("SELECT Username FROM User ORDER BY Username DESC", "Username")).toEqual(
        people.map(({ username }) => username).reverse(),
      );
      expect(await ask(`SELECT Id FROM Organization WHERE Id = '${other}'`)).toMatchObject({
        totalSize: 0,
        records: [],
      });
    });

    test("takes an id of 15 or of 18 characters", async () => {
      for (const id of [bob.id, bob.id.slice(0, 15)]) {
        expect(await column(`SELECT Username FROM User WHERE Id = '${id}'`, "Username")).toEqual(["bob@example.org"]);
        expect(await column(`SELECT Username FROM User WHERE Id IN ('x', '${id}')`, "Username")).toHaveLength(1);
      }
    });

    test.each([
      ["Username LIKE '%EXAMPLE.org' AND Username != 'bob@example.org'", 2],
      ["Username LIKE 'cy\\_x%'", 1],
      ["Username LIKE 'a\\_a%'", 0],
      ["Username = 'cy\\_x@example.org'", 1],
      ["Name = 'Ada' OR Name = 'bob'", 2],
      ["(Name = 'Ada' OR Name = 'bob') AND IsActive = true", 2],
      ["NOT (Name = 'Ada')", 2],
      ["Name NOT IN ('Ada', 'bob')", 1],
      ["Name > 'ADA' AND Name <= 'BOB'", 1],
      ["Email = null", 3],
      ["Email != null", 0],
      ["Email IN ('x', null)", 3],
      ["Email NOT IN ('x')", 3],
      ["Email NOT IN (null)", 0],
      ["NOT (Email = 'x' OR Email < 'y')", 3],
      ["Email != 'x@example.org'", 3],
      ["IsActive = false", 0],
      ["CreatedDate > 2020-01-01T00:00:00Z", 3],
      ["CreatedDate > 0000-01-01T00:00:00+14:00 AND CreatedDate < 9999-12-31T23:59:59-12:00", 3],
      ["CreatedDate <= 2020-01-01T00:00:00.000+01:00", 0],
      ["Name = 'it\\'s; drop table member --'", 0],
    ])("understands WHERE %s", async (where, size) => {
      expect(await ask(`SELECT Id FROM User WHERE ${where}`)).toMatchObject({ totalSize: size });
      expect(await ask(`SELECT COUNT() FROM User WHERE ${where}`)).toEqual({
        totalSize: size,
        done: true,
        records: [],
      });
    });

    test("orders, passes over and stops", async () => {
      const query = "SELECT Username FROM User ORDER BY IsActive NULLS LAST, Username LIMIT 1 OFFSET 1";
      expect(await ask(query)).toMatchObject({ totalSize: 1, done: true, records: [{ Username: "bob@example.org" }] });
      expect(await ask("SELECT Id FROM User LIMIT 0")).toMatchObject({ totalSize: 0, done: true, records: [] });
    });

    test("finds agents with their versions as the command line of the original asks", async () => {
      const result = await ask(
        "SELECT Id, DeveloperName, MasterLabel, Type, CreatedById, (SELECT Status, VersionNumber, CreatedDate FROM BotVersions WHERE IsDeleted = false ORDER BY VersionNumber) FROM BotDefinition WHERE DeveloperName = 'Desk' LIMIT 1",
      );
      expect(result.records).toMatchObject([
        {
          Id: ids.desk,
          MasterLabel: "The Desk",
          Type: "ExternalCopilot",
          CreatedById: ada.id,
          BotVersions: {
            totalSize: 2,
            done: true,
            records: [
              { Status: "Inactive", VersionNumber: 1, CreatedDate: "2026-11-23T12:00:00.250+0000" },
              { Status: "Active", VersionNumber: 2 },
            ],
          },
        },
      ]);
    });

    test("finds the agents that have an active version", async () => {
      const query =
        "SELECT Id FROM BotDefinition WHERE Id IN (SELECT BotDefinitionId FROM BotVersion WHERE Status = 'active')";
      expect(await column(query, "Id")).toEqual([ids.desk]);
    });

    test("shows an agent once a version is committed, and says null where nothing stands below it", async () => {
      expect(await column("SELECT DeveloperName FROM BotDefinition", "DeveloperName")).toHaveLength(2);
      const query =
        "SELECT Id, (SELECT Id FROM BotVersions WHERE VersionNumber > 1) FROM BotDefinition ORDER BY DeveloperName";
      expect((await ask(query)).records).toMatchObject([{ BotVersions: { totalSize: 1 } }, { BotVersions: null }]);
    });

    test("calls an agent internal exactly where the Agent API serves it to employees", async () => {
      const { records } = await ask("SELECT AgentType, Type FROM BotDefinition");
      for (const { AgentType, Type } of records) {
        expect(Type).toBe(kindOf(String(AgentType)) === "employee" ? "InternalCopilot" : "ExternalCopilot");
      }
    });
  });

  test("of any well-formed kind is answered, whatever its values are", async () => {
    const quoted = fc
      .string({ unit: "binary" })
      .filter((text) => !text.includes("\0"))
      .map((text) => `'${text.replace(/[\\']/g, "\\$&")}'`);
    const digits = (most: number, width: number) =>
      fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(width, "0"));
    const moment = fc
      .tuple(digits(9999, 4), digits(11, 2), digits(27, 2), fc.constantFrom("Z", "+14:00", "-12:00"))
      .map(
        ([year, month, day, zone]) =>
          `${year}-${String(Number(month) + 1).padStart(2, "0")}-${String(Number(day) + 1).padStart(2, "0")}T00:00:00${zone}`,
      );
    const same = fc.constantFrom("=", "!=");
    const ordered = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
    const text = fc.constantFrom("=", "!=", "<", ">=", "LIKE");
    const ways = {
      boolean: fc.tuple(same, fc.constantFrom("true", "false", "null")),
      id: fc.tuple(same, quoted),
      moment: fc.tuple(ordered, moment),
      number: fc.tuple(ordered, fc.integer({ min: -(2 ** 31) + 1 }).map(String)),
      text: fc.tuple(text, quoted),
    };
    const condition = fc
      .constantFrom(
        ...Object.values(objects).flatMap(({ type, fields }) =>
          Object.entries(fields).map(([name, kind]) => ({ type, name, kind })),
        ),
      )
      .chain(({ type, name, kind }) =>
        fc.tuple(ways[kind], fc.boolean()).map(([[how, value], not]) => ({
          type,
          where: `${not ? "NOT " : ""}${name} ${how} ${value}`,
          name,
        })),
      );
    await fc.assert(
      fc.asyncProperty(condition, async ({ type, where, name }) => {
        const counted = await ask(`SELECT COUNT() FROM ${type} WHERE ${where}`);
        const found = await ask(`SELECT Id FROM ${type} WHERE ${where} ORDER BY ${name} DESC`);
        expect(found.records).toHaveLength(counted.totalSize);
      }),
      { numRuns: 150 },
    );
  });

  describe("pages", () => {
    test("follow each other in one order, and give every record once", async () => {
      const many = Array.from({ length: 2_100 }, (_, at) => ({
        id: mintId(prefixes.user, random),
        org_id: other,
        username: `user${at}@example.org`,
        name: "User",
        kind: "standard" as const,
        active: true,
        made_by: "project",
      }));
      await store.db.insertInto("member").values(many).execute();
      const there: Reader = { ...reader, orgId: other };
      const first = await answerQuery(there, "SELECT Id FROM User WHERE Name = 'User'");
      expect(first).toMatchObject({ totalSize: 2_100, done: false });
      expect(first.records).toHaveLength(2_000);
      const next = await answerMore(there, first.nextRecordsUrl!.split("/").at(-1)!);
      expect(next).toMatchObject({ totalSize: 2_100, done: true });
      expect(new Set([...first.records, ...next.records].map(({ Id }) => Id)).size).toBe(2_100);
      expect(await answerMore(reader, first.nextRecordsUrl!.split("/").at(-1)!)).toMatchObject({ records: [] });
    });

    test("have names that are made here", () => {
      expect(() => answerMore(reader, "nonsense")).toThrow(/follow nextRecordsUrl/);
    });
  });

  test("one record is read with all its fields, or with those asked for", async () => {
    expect(await readRecord(reader, objects.User, ada.id)).toMatchObject({
      Username: "Ada@example.org",
      IsActive: true,
    });
    expect(Object.keys((await readRecord(reader, objects.User, ada.id, ["Name"]))!)).toEqual(["attributes", "Name"]);
    expect(await readRecord({ ...reader, orgId: other }, objects.User, ada.id)).toBeUndefined();
  });
});
