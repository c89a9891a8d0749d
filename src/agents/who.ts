// Who did something, in words that a reader of a page knows.
import { listMembers } from "../store/members.ts";
import type { Db } from "../store/schema.ts";

/** Who changes an agent: `project`, `operator` or a user's id, and from where. */
export interface Author {
  readonly actor: string;
  readonly address?: string | undefined;
}

const words: Readonly<Record<string, string>> = {
  project: "the project folder",
  operator: "the operator",
  server: "the server",
};

/** A function that names the actors of an org; whoever is no user any more keeps the id. */
export async function namesOf(db: Db, orgId: string): Promise<(actor: string) => string> {
  const names = new Map((await listMembers(db, orgId)).map(({ id, name }) => [id, name]));
  return (actor) => names.get(actor) ?? words[actor] ?? actor;
}
