// Why the last turn of a session failed, by its record: a script with an error message answers with that, and a client
// takes it for an answer.
import { z } from "zod";
import { turnsOf } from "../../store/log-moments.ts";
import type { Db } from "../../store/schema.ts";

export interface TurnFailure {
  /** A sentence. */
  readonly why: string;
  /** Whether the language model did not answer. */
  readonly ofModel: boolean;
}

const Step = z.object({
  type: z.string(),
  responseType: z.string().optional(),
  errors: z.array(z.string()).default([]),
});

/** Nothing where the turn went well. The session has one turn, which has ended. */
export async function failureOf(db: Db, orgId: string, sessionId: string): Promise<TurnFailure | undefined> {
  const [turn] = await turnsOf(db, orgId, sessionId, { after: 0, limit: 1 });
  const steps = z.array(Step).parse(turn?.plan ?? []);
  const failure = steps.find(({ type, responseType }) => type === "PlannerResponseStep" && responseType === "Failure");
  if (!failure) return undefined;
  const why = failure.errors.join(" ");
  const asked = steps.findLast(({ type }) => type === "LLMStep");
  return { why, ofModel: asked?.errors.includes(why) === true };
}
