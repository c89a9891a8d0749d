// The kinds of messages a client can read in a turn, chunks and the mark of its end aside.

export const eventKinds = [
  "Inform",
  "Confirm",
  "Inquire",
  "Escalate",
  "SessionEnded",
  "Failure",
  "ProgressIndicator",
] as const;
