// Small numbers as words, in the order of their values.
export const numberWords: readonly string[] =
  "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
