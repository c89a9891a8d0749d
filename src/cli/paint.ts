// The colours of a script's problems.
import type { Paint } from "../script/format-problem.ts";
import type { Output, Style } from "./output.ts";

const styles = {
  error: "red",
  warning: "yellow",
  info: "cyan",
  place: "bold",
  frame: "dim",
  fix: "green",
} as const satisfies Record<Parameters<Paint>[1], Style>;

export const paintFor =
  (output: Output): Paint =>
  (text, as) =>
    output.style(styles[as], text);
