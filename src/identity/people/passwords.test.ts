// Passwords: which will do, and that only the right one is.
import { argon2Sync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashPassword, passwordMatches, passwordProblem } from "./passwords.ts";

const random = <T extends Uint8Array>(bytes: T) =>
  crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>) as unknown as T;

describe("a stored password", () => {
  test("is matched by the same characters, however the keyboard spelled them, and by no others", async () => {
    const stored = await hashPassword("Zoë's café №1", random);
    expect(await passwordMatches("Zoë's café №1".normalize("NFD"), stored)).toBe(true);
    for (const wrong of ["Zoe's cafe №1", "zoë's café №1", "Zoë's café №1 ", "", "\0"]) {
      expect(await passwordMatches(wrong, stored)).toBe(false);
    }
  });

  test("is Argon2id with a salt of its own, in the form that other implementations read", async () => {
    const [one, two] = [
      await hashPassword("the same sentence", random),
      await hashPassword("the same sentence", random),
    ];
    expect(one).not.toBe(two);
    const [, algorithm, version, cost, salt = "", hash = ""] = one.split("$");
    expect([algorithm, version, cost]).toEqual(["argon2id", "v=19", "m=19456,t=2,p=1"]);
    const expected = argon2Sync("argon2id", {
      message: "the same sentence",
      nonce: Buffer.from(salt, "base64"),
      memory: 19_456,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    });
    expect(Buffer.from(hash, "base64").equals(expected)).toBe(true);
  });

  test("of nobody is matched by nothing", async () => {
    for (const password of ["", "anything", "\0".repeat(32)]) expect(await passwordMatches(password, null)).toBe(false);
  });

  test("that was damaged is an error in words, without the hash", async () => {
    const damaged = (await hashPassword("a good sentence", random)).slice(0, -1);
    await expect(passwordMatches("a good sentence", damaged)).rejects.toThrow(
      "A stored password hash cannot be read: set the user's password anew",
    );
  });
});

const PLACE = { username: "ada@example.org", orgName: "Harbour", minLength: 12 };

describe("a new password", () => {
  test.each([
    ["short words", "too short"],
    ["aaaaaaaaaaaa", "too few different characters"],
    ["121212121212", "too few different characters"],
    [`${"x".repeat(250)}abcdefgh`, "too long"],
    ["my name is ADA@example.org", "must not contain the username"],
    ["Password-2026!", "easily guessed"],
    ["harbour-harbour-7", "easily guessed"],
    ["            abcde", "easily guessed"],
  ])("%j will not do", (password, why) => {
    expect(passwordProblem(password, PLACE)).toContain(why);
  });

  test("of twelve characters will do, whatever they are; a character is what a person counts", () => {
    for (const password of ["correct horse", "сад за рекой", "🐴🔋📎✅🌍🌞🌲🍄🎈🎲🎺🧭", "k  l  q  x  z  w"]) {
      expect(passwordProblem(password, PLACE)).toBeUndefined();
    }
    expect(passwordProblem("🐴🔋📎✅🌍🌞", PLACE)).toContain("at least 12");
  });

  test("any text is judged, never a fault", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (password) => {
        passwordProblem(password, PLACE);
      }),
    );
  });
});
