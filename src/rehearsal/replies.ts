// The model's replies as a conversation file writes them, as the scripted model takes them.
import type { Reply } from "../models/scripted.ts";
import type { Turn } from "./conversation.ts";

/** One reply of the scripted model for each of the file; several calls of one entry keep their order. */
export const repliesOf = (replies: Turn["model"]): readonly Reply[] =>
  replies.map(({ say, call, fail }) => ({
    text: say ?? [],
    calls: (call ?? []).flatMap((calls) => Object.entries(calls).map(([name, args]) => ({ name, arguments: args }))),
    ...(fail ? { fail } : {}),
  }));
