// Quick Find: which pages go by the words typed, and which of them Enter opens.
import { describe, expect, test } from "vitest";
import { bestOf, found, piecesOf } from "./quick-find.ts";

const places = [
  { label: "Home", section: "", right: "see" },
  { label: "External Client Apps Manager", section: "Apps", synonyms: ["connected app"], right: "see" },
  { label: "Permission Sets", section: "Users", right: "see" },
  { label: "Audit Trail", section: "Security", synonyms: ["View Setup Audit Trail"], right: "see_audit" },
  { label: "New User", right: "see" },
] as const;

const labels = (words: string, rights: Parameters<typeof found>[2] = ["see", "see_audit"]) =>
  found(places, words, rights).map(({ label }) => label);

describe("Quick Find", () => {
  test("shows every page of the tree where nothing is typed, and no page without a place in it", () => {
    expect(labels("")).toEqual(["Home", "External Client Apps Manager", "Permission Sets", "Audit Trail"]);
  });

  test.each([
    ["ext cl", "External Client Apps Manager"],
    ["Connected App", "External Client Apps Manager"],
    ["users", "Permission Sets"],
    ["setup audit", "Audit Trail"],
    ["permisson", "Permission Sets"],
    ["extrenal client", "External Client Apps Manager"],
  ])("%s leads to %s", (words, label) => {
    expect(labels(words)).toEqual([label]);
  });

  test("shows nothing that the person may not see, and nothing by words that mean nothing", () => {
    expect(labels("audit", ["see"])).toEqual([]);
    expect(labels("zzzzzz")).toEqual([]);
  });

  test("Enter opens the page whose label begins with the words, before one that merely has them", () => {
    const both = [
      { label: "Old Users", section: "", right: "see" },
      { label: "Users", section: "", right: "see" },
    ] as const;
    expect(bestOf(both, "user")?.label).toBe("Users");
  });

  test("marks what was typed, where it begins a word", () => {
    expect(piecesOf("Audit Trail", "tra")).toEqual([
      { text: "Audit", marked: false },
      { text: " ", marked: false },
      { text: "Tra", marked: true },
      { text: "il", marked: false },
    ]);
    expect(
      piecesOf("<b>Bold", "b")
        .map(({ text }) => text)
        .join(""),
    ).toBe("<b>Bold");
  });
});
