// Which reasons of a failed action are the server's own sentences, and so hold nothing that a user or an action said.

/** The sentences that `actions/`, `reasoning/run-action.ts` and `connected.ts` make of an action's name. */
const own = [
  "NAME is not set up",
  "NAME may not be reached at its address",
  "NAME could not be reached",
  "NAME could not be run",
  "NAME failed",
  "NAME was stopped",
  "NAME took longer than [\\d.]+ s",
  "NAME answered with status \\d{3}",
  "NAME answered with a redirect, which is not followed",
  "NAME answered with more than 1 MB",
  "NAME gave back more than 1 MB",
  "NAME did not give back a JSON object",
  "The file of NAME exports no default function",
  // The name of an output and its type are the script's.
  'Output "\\w+" of NAME is not of its declared type, [\\w[\\]]+',
  // Of a connected agent, which has a name of its own besides the one that the script calls it by.
  "\\w+ is not an active agent of this server",
  "\\w+ had no answer",
];

/** Whether a reason may be shown where what was said is masked. Any sentence that is not known to the letter may not. */
export const isOwnReason = (action: string, reason: string): boolean =>
  /^\w+$/.test(action) && new RegExp(`^(?:${own.join("|").replaceAll("NAME", action)})\\.$`).test(reason);
