// Queries that are no queries: each is refused with a code, and with the place of the mistake.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataRefused } from "../contract/data-api.ts";
import { parseQuery } from "./parse.ts";
import { planQuery } from "./resolve.ts";

const plan = (soql: string) => planQuery(soql, parseQuery(soql));

function refusalOf(soql: string): DataRefused {
  try {
    plan(soql);
  } catch (error) {
    if (error instanceof DataRefused) return error;
    throw error;
  }
  throw new Error(`not refused: ${soql}`);
}

describe("a refusal shows the place", () => {
  test.each([
    ["SELECT Id FROM ScratchOrgInfo limit 1", "INVALID_TYPE", "1:16", /'ScratchOrgInfo' is not supported/],
    ["SELECT Id FROM constructor", "INVALID_TYPE", "1:16", /'constructor' is not supported/],
    ["SELECT Id, Shoe FROM User", "INVALID_FIELD", "1:12", /No such column 'Shoe' on entity 'User'/],
    ["SELECT Id\nFROM User\nWHERE Shoe = 1", "INVALID_FIELD", "3:7", /No such column 'Shoe'/],
    ["SELECT Id FROM User ORDER BY Shoe", "INVALID_FIELD", "1:30", /No such column 'Shoe'/],
    ["SELECT Id FROM User WHERE IsActive = 'yes'", "INVALID_FIELD", "1:38", /takes true or false/],
    ["SELECT Id FROM BotVersion WHERE VersionNumber = 1.5", "INVALID_FIELD", "1:49", /takes a whole number/],
    ["SELECT Id FROM BotVersion WHERE VersionNumber = 3000000000", "INVALID_FIELD", "1:49", /takes a whole number/],
    ["SELECT Id FROM User WHERE Id LIKE '005%'", "INVALID_FIELD", "1:35", /cannot be compared by LIKE/],
    ["SELECT Id FROM User WHERE Name < null", "INVALID_FIELD", "1:34", /null is compared by/],
    ["SELECT (SELECT Id FROM Shoes) FROM User", "INVALID_TYPE", "1:24", /'Shoes' is no relationship/],
    ["", "MALFORMED_QUERY", "1:1", /unexpected token: the end of the query. Expected here: SELECT/],
    ["SELECT FROM User", "MALFORMED_QUERY", "1:8", /unexpected token: 'FROM'/],
    ["SELECT Id FROM User GROUP BY Name", "MALFORMED_QUERY", "1:21", /unexpected token: 'GROUP'/],
    ["SELECT Id FROM User WHERE Name = 'x", "MALFORMED_QUERY", "1:34", /does not end/],
    ["SELECT Id FROM User WHERE Name = '\\q'", "MALFORMED_QUERY", "1:34", /not an escape sequence/],
    ["SELECT Id FROM User WHERE Name = '\0'", "MALFORMED_QUERY", "1:34", /U\+0000/],
    ["SELECT Id FROM User; DROP", "MALFORMED_QUERY", "1:20", /unexpected character/],
    ["SELECT Id FROM User WHERE A = 1 AND B = 2 OR C = 3", "MALFORMED_QUERY", "1:43", /put parentheses/],
    ["SELECT Id FROM User LIMIT -1", "MALFORMED_QUERY", "1:27", /a whole number up to 50000/],
    ["SELECT Id FROM User LIMIT 99999", "MALFORMED_QUERY", "1:27", /a whole number up to 50000/],
    ["SELECT Id FROM User WHERE Id IN ()", "MALFORMED_QUERY", "1:34", /Expected here: a value/],
    ["SELECT Id FROM User WHERE Id IN (SELECT Name FROM User)", "MALFORMED_QUERY", "1:51", /one field of ids/],
    ["SELECT Id FROM User WHERE CreatedDate > 2026-99-01T00:00:00Z", "MALFORMED_QUERY", "1:41", /is not a moment/],
  ])("in %j", (soql, code, place, sentence) => {
    const { code: answered, message } = refusalOf(soql);
    expect(answered).toBe(code);
    const [row, at] = place.split(":");
    expect(message).toContain(`\nERROR at Row:${row}:Column:${at}\n`);
    expect(message).toMatch(sentence);
    expect(message.length).toBeLessThan(1_000);
  });

  test("in one with so many inner queries that planning them would hold the database up", () => {
    const among = "Id IN (SELECT BotDefinitionId FROM BotVersion)";
    const query = (count: number) => `SELECT Id FROM User WHERE ${Array(count).fill(among).join(" AND ")}`;
    expect(parseQuery(query(10)).where).toMatchObject({ kind: "all" });
    expect(refusalOf(query(11))).toMatchObject({ code: "MALFORMED_QUERY", message: expect.stringMatching(/10 inner/) });
  });

  test("in one that is nested too deep, or too long", () => {
    const deep = `SELECT Id FROM User WHERE ${"NOT ".repeat(1_900)}Id = 'x'`;
    expect(refusalOf(deep)).toMatchObject({ code: "MALFORMED_QUERY", message: expect.stringMatching(/10 levels/) });
    const long = `SELECT ${"x".repeat(9_000)}`;
    expect(refusalOf(long)).toMatchObject({ message: expect.stringMatching(/at most 8000 characters/) });
  });
});

test("whatever is sent is planned or refused, and takes no longer than it is long", () => {
  const words =
    "SELECT FROM WHERE AND OR NOT IN LIKE ORDER BY LIMIT OFFSET NULLS Id Name User BotVersions count ( ) , = < 'x' 'y\\' 1 -1.5 null".split(
      " ",
    );
  const soup = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: "binary" }))).map((all) => all.join(" "));
  const begun = soup.map((rest) => `SELECT Id FROM User WHERE ${rest}`);
  fc.assert(
    fc.property(fc.oneof(soup, begun), (soql) => {
      try {
        plan(soql);
      } catch (error) {
        if (!(error instanceof DataRefused)) throw error;
      }
    }),
    { numRuns: 300 },
  );
  for (const many of ["(", "NOT ", "'", "Id,", "x.", "1", "\\", "Id = 1 AND "]) {
    refusalOf(`SELECT Id FROM User WHERE ${many.repeat(Math.floor(7_900 / many.length))}`);
  }
});
