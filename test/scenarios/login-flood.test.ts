// More logins at once than passwords can be looked at: the server says so, stays up, and locks nobody out.
import { setImmediate } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { Refused } from "../../src/contract/problems.ts";
import { logIn as attempt } from "../../src/identity/people/login.ts";
import { ADA, openPeople } from "../support/people.ts";

const { room, fresh, logIn, close } = await openPeople();
afterAll(close);

/** Hold every place at the gate, and every one of those who wait, until the given work is done. */
async function whileBusy(work: () => Promise<void>): Promise<void> {
  const end = Promise.withResolvers<void>();
  const held: Promise<unknown>[] = [];
  let full = false;
  while (!full) {
    const place = room.identity.hashing(() => end.promise);
    held.push(place.catch(() => {}));
    full = await Promise.race([
      place.then(
        () => false,
        () => true,
      ),
      setImmediate(false),
    ]);
  }
  await work().finally(() => end.resolve());
  await Promise.all(held);
}

describe("a flood of logins", () => {
  test("is answered with 503 and Retry-After on a page to read, and the right password works after it", async () => {
    const browser = fresh();
    await whileBusy(async () => {
      for (let guess = 0; guess < 12; guess++) {
        const page = await browser.visit("/login");
        const { status, headers, html } = await browser.submit(page, ADA);
        expect(status).toBe(503);
        expect(headers["retry-after"]).toBe("5");
        expect(html).toContain("Try again in a moment");
      }
    });
    expect((await logIn(browser)).path).toBe("/home");
  });

  test("from a thousand places at once ends, with most of it turned away before any work", async () => {
    const org = await room.org();
    const guesses = await Promise.allSettled(
      Array.from({ length: 1000 }, (_, n) =>
        attempt(
          room.identity,
          org,
          { username: ADA.username, password: "wrong sentence" },
          {
            address: `198.51.${n >> 8}.${n & 255}`,
            userAgent: "flood",
            cookies: undefined,
          },
        ),
      ),
    );
    const turnedAway = guesses.filter(
      (each) => each.status === "rejected" && each.reason instanceof Refused && each.reason.status === 503,
    );
    expect(turnedAway.length).toBeGreaterThan(850);
    expect(guesses.filter(({ status }) => status === "fulfilled").length + turnedAway.length).toBe(1000);
  });
});
