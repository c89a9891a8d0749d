// The rules of an invented house, each with the beginnings of the words people use for it.

export const rules: readonly { readonly words: readonly string[]; readonly text: string }[] = [
  {
    words: ["dog", "cat", "pet", "animal"],
    text: "Dogs are welcome from Tuesday to Friday, if they sleep through meetings.",
  },
  { words: ["meeting", "book", "screen"], text: "A meeting room is booked on the screen beside its door." },
  {
    words: ["close", "late", "evening", "night"],
    text: "The house closes at eight in the evening. Who stays longer tells the caretaker.",
  },
  { words: ["bicycle", "bike", "cycle", "park"], text: "Bicycles belong in the cellar, behind the blue door." },
];
