// What must hold of the database after any accident, as statements that find what does not.

/** Each finds rows that should not be there, in any database at any time. */
const always: Readonly<Record<string, string>> = {
  "events with a gap or twice": `
    select session_id from session_event group by session_id having count(*) <> max(seq) or min(seq) <> 1`,
  "sessions whose counter is not their last event": `
    select id from session where events <> coalesce((select max(seq) from session_event where session_id = session.id), 0)`,
  "messages with a gap or twice": `
    select session_id from session_message group by session_id having count(*) <> max(seq) or min(seq) <> 1`,
  "turns done without an end": `
    select id from turn where status = 'done' and not exists (
      select from session_event where session_id = turn.session_id and turn_id = turn.id and kind = 'END_OF_TURN')`,
  "turns with two ends": `
    select turn_id from session_event where kind = 'END_OF_TURN' group by turn_id having count(*) > 1`,
  "turns done with an action of which nobody wrote the end": `
    select turn.id from turn join turn_step on turn_id = turn.id where status = 'done' and state = 'intent'`,
};

/** Each finds rows that only a running server may have. */
const atRest: Readonly<Record<string, string>> = {
  "turns that still run": `select id from turn where status = 'running'`,
  "sessions that are still held": `select id from session where lease_owner is not null`,
};

/** Whoever runs a statement: a pool, or a connection. */
interface Asked {
  query(text: string): Promise<{ readonly rowCount: number | null }>;
}

export type Found = Readonly<Record<string, number>>;

/** How many rows each check finds, whether turns run or not; all should be 0. */
export const checkKept = (database: Asked): Promise<Found> => count(database, always);

/** The same of a database at rest, where no turn runs and none waits to be gone on with; all should be 0. */
export const checkStore = (database: Asked): Promise<Found> => count(database, { ...always, ...atRest });

async function count(database: Asked, checks: Readonly<Record<string, string>>): Promise<Found> {
  const found: Record<string, number> = {};
  for (const [name, query] of Object.entries(checks)) found[name] = (await database.query(query)).rowCount ?? 0;
  return found;
}
