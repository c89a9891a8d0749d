// Which passwords are tried first, and that a sentence is not.
import { describe, expect, test } from "vitest";
import { isGuessable } from "./guessable.ts";

const names = ["ada.lovelace@harbour.example", "Harbour Freight"];

describe("a password that is guessed early", () => {
  test.each([
    "password1234",
    "P@ssw0rd2024!",
    "passwordpassword",
    "123456789012",
    "qwertyuiop123",
    "1qaz2wsx3edc",
    "zyxwvutsrqpo",
    "abcabcabcabc",
    "zebrazebrazebra",
    "Welcome12345!",
    "iloveyou4ever1",
    "Summer2026!!!",
    "administrator1",
    "dragoman-dragoman",
    "Dragoman#2026",
    "Lovelace-1815-ada",
    "harbourfreight99",
    "correct horse battery staple",
    "trustno1trustno1",
  ])("%j is made of what everybody uses", (password) => {
    expect(isGuessable(password, names)).toBe(true);
  });

  test.each([
    "a sentence that only Ada knows",
    "correct-horse-battery",
    "the mountains are near",
    "my password is very long",
    "V7#pLq!x92Tz",
    "Tr0ub4dor&3-and-more",
    "пароль из трёх слов",
    "#}~<>&^|[@]%{",
    "🐴🔋📎✅🌍🌞🌲🍄🎈🎲🎺🧭",
  ])("%j is not", (password) => {
    expect(isGuessable(password, names)).toBe(false);
  });

  test("is found as soon at the longest length that is taken", () => {
    const began = performance.now();
    isGuessable("ab".repeat(64) + "cd1".repeat(42), names);
    expect(performance.now() - began).toBeLessThan(200);
  });
});
