// What happens in a turn, a line each: who says what, what is called, set and entered.
import type { Moment, WireMessage } from "../rehearsal/moments.ts";
import { printable } from "../script/printable.ts";
import type { Output, Style } from "./output.ts";

const width = 10;
/** Longest value that is printed whole. */
const longest = 400;

/** A line of a turn: a label in a column of its own, and text that keeps to its right. */
export function labelled(output: Output, label: string, text: string, style: Style = "dim"): string {
  const [first = "", ...more] = printable(text).trimEnd().split("\n");
  const indent = " ".repeat(width + 2);
  return [`  ${output.style(style, label.padEnd(width))}${first}`, ...more.map((line) => `${indent}${line}`)].join(
    "\n",
  );
}

/** How each kind of moment reads; the label of a message is its sender's. */
const readers: {
  readonly [Kind in Moment["kind"]]: (moment: Extract<Moment, { kind: Kind }>) => readonly [string, string, Style?];
} = {
  enters: ({ node }) => ["enters", node],
  calls: ({ tool, arguments: given }) => ["calls", `${tool} ${json(given)}`],
  refused: ({ tool, why }) => ["refused", `${tool}: ${why}`, "yellow"],
  acts: ({ name, inputs, result }) => ["runs", `${name} ${json(inputs)} → ${json(result)}`],
  asks: ({ name, inputs, answer }) => ["asks", `${name} ${json(inputs)} → ${answer}`],
  sets: ({ name, to }) => ["sets", `${name} = ${json(to)}`],
  notes: ({ text }) => ["notes", text, "yellow"],
  says: ({ message }) => told(message),
};

/** The line of a moment, or nothing for a message without words. */
export function momentLine(output: Output, moment: Moment): readonly string[] {
  const read = readers[moment.kind] as (moment: Moment) => readonly [string, string, Style?];
  const [label, text, style] = read(moment);
  return text === "" ? [] : [labelled(output, label, text, style)];
}

function told(message: WireMessage): readonly [string, string, Style?] {
  switch (message.type) {
    case "Inform":
      return [
        "agent",
        [message.message, ...message.result.map((part) => json(part))].filter(Boolean).join("\n"),
        "bold",
      ];
    case "Confirm":
    case "Inquire":
      return ["agent", `${message.message} [${message.type}]`, "bold"];
    case "ProgressIndicator":
      return ["agent", message.message, "bold"];
    case "Failure":
      return ["fails", message.message ?? "", "red"];
    case "Escalate":
      return ["escalates", message.targets.map(({ label }) => label).join(", ") || "to a person"];
    case "SessionEnded":
      return ["ends", `the conversation is over (${message.reason})`];
    default:
      return ["", ""];
  }
}

/** A value as JSON with room to read, cut where it would fill the screen. */
export function json(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
