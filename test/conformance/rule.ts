// A conformance rule: where it is written, what it says, and the check that drives a real server over real HTTP, or plays
// a turn where the rule is of the language.
// `conformance.test.ts` runs every rule and makes `docs/generated/compatibility.md` from the results.
import type { TestServer } from "../support/server.ts";

export interface Rule {
  /** Document and paragraph, such as "agent-api §5.1" or "RFC 6749 §5.2". */
  readonly source: string;
  /** The rule as one sentence. */
  readonly sentence: string;
  /** `switched` serves the same project with the other choice of every setting that shapes the wire. */
  readonly check: (server: TestServer, switched: TestServer) => Promise<void>;
}

export const rule = (source: string, sentence: string, check: Rule["check"]): Rule => ({ source, sentence, check });
