// Every attack we know of on logins, grants and tokens, tried against a running server and counted. None gets through, none
// is answered with a fault of the server, and nothing secret stands in the log afterwards.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { principalOf } from "../../src/identity/tokens/principal.ts";
import { openSigner } from "../support/assertions.ts";
import { granted, openIdentity } from "../support/identity.ts";
import { openOrgs, type TestOrg, type TestOrgs } from "../support/orgs.ts";
import type { Family, Field } from "./oauth-attacks/attack.ts";
import { fixedSessions, forgedForms, guesses, openRedirects } from "./oauth-attacks/browsers.ts";
import { endlessForms, FORGED, injections, randomForms } from "./oauth-attacks/forms.ts";
import { misusedAssertions, misusedCodes, misusedRefreshTokens } from "./oauth-attacks/grants.ts";
import { neighbours } from "./oauth-attacks/neighbours.ts";
import { forgedTokens } from "./oauth-attacks/tokens.ts";

/** In this order: guessing comes last, for the machine that guesses is slowed down. */
const families: Readonly<Record<string, Family>> = {
  "forged and foreign tokens open no door": forgedTokens,
  "codes are for one client, one redirect URI, one time": misusedCodes,
  "refresh tokens are for one client, and stolen ones end the family": misusedRefreshTokens,
  "assertions are for one server, one time": misusedAssertions,
  "no address of the server leads elsewhere": openRedirects,
  "forms of other sites do nothing": forgedForms,
  "a session begins anew at a login, and ends at a logout": fixedSessions,
  "ids of another org are unknown": neighbours,
  "nothing sent becomes a header, a script or a line of the log": injections,
  "endless and malformed requests are refused": endlessForms,
  "random requests are answered": randomForms,
  "guessing is slowed down": guesses,
};

let orgs: TestOrgs;
let field: Field;
let tried = 0;
let gotThrough = 0;
beforeAll(async () => {
  orgs = await openOrgs();
  const { compat: mine, strict: theirs } = orgs;
  const agents = new Map(await Promise.all([mine, theirs].map(async (org) => [org.host, await greeter(org)] as const)));
  field = { orgs, mine, theirs, signer: await openSigner(mine), agents };
  await openSigner(theirs);
});
afterAll(async () => {
  await orgs?.close();
});

const greeter = async (org: TestOrg) => {
  const { agents } = (await org.operate("/agents")).json<{ agents: { id: string }[] }>();
  return agents[0]!.id;
};

describe("attacks", () => {
  test.each(Object.entries(families))("%s", async (_, family) => {
    const through: string[] = [];
    for (const { what, attempt, count } of await family(field)) {
      const got = await attempt();
      tried += count;
      if (got !== undefined) through.push(`${what}: ${got.slice(0, 400)}`);
    }
    gotThrough += through.length;
    expect(through).toEqual([]);
  });

  test("are many, and the server lives", async () => {
    console.log(`${tried} attacks on logins, grants and tokens were tried, and ${gotThrough} got through.`);
    expect(tried).toBeGreaterThan(1500);
    expect((await field.mine.ask("/readyz")).status).toBe(200);
    expect(await field.theirs.token("Old_Tokens")).toMatchObject({ token_type: "Bearer" });
  });

  test("leave no secret in the log, and no line in it that the server did not write", () => {
    const log = orgs.server.printed();
    expect(log.length).toBeGreaterThan(10_000);
    expect(orgs.secrets.size).toBeGreaterThan(40);
    const written = [...orgs.secrets].filter(
      (secret) => log.includes(secret) || log.includes(encodeURIComponent(secret)),
    );
    expect(written).toEqual([]);
    expect(log).not.toContain(`\n${FORGED}`);
    expect(log).not.toContain("\u001b[2J");
    expect(log).not.toContain('"level":"error"');
  });
});

describe("a token has its time", () => {
  test("and is refused before it and after it, by a clock that is half a minute off at most", async () => {
    const room = await openIdentity();
    const { access_token } = granted(await room.post((await room.declare()).form));
    const issued = room.clock.now;
    const at = (seconds: number) => {
      room.clock.now = issued + seconds * 1000;
      return principalOf(room.identity, access_token).then(
        () => "taken",
        (error: Error) => error.message,
      );
    };
    expect(await at(0)).toBe("taken");
    expect(await at(-60)).toMatch(/not valid before/);
    expect(await at(30 * 60 + 40)).toMatch(/expired/);
    await room.close();
  });
});

describe("time tells nothing", () => {
  const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

  test("of how much of a secret was right", async () => {
    const room = await openIdentity();
    const { form, consumerSecret } = await room.declare();
    const last = consumerSecret.endsWith("0") ? "1" : "0";
    const guesses = { early: `x${consumerSecret.slice(1)}`, late: consumerSecret.slice(0, -1) + last };
    const times = { early: [] as number[], late: [] as number[] };
    for (let round = 0; round < 400; round++) {
      for (const which of ["early", "late"] as const) {
        // Each from an address of its own: a guesser at one address is refused unread.
        const address = `10.${which === "early" ? 1 : 2}.${round >> 8}.${round & 255}`;
        const began = performance.now();
        const { status } = await room.post({ ...form, client_secret: guesses[which] }, { address });
        times[which].push(performance.now() - began);
        expect(status).toBe(400);
      }
    }
    await room.close();
    const ratio = median(times.early) / median(times.late);
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.4);
  });
});
