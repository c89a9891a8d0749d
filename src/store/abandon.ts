// What becomes of a turn whose server died: whoever next takes, ends or expires its session marks it abandoned.
import { type RawBuilder, sql } from "kysely";

/**
 * The body of a CTE that marks the last turn of sessions abandoned if it still counts as running. Nobody runs it any
 * more: its lease was over, and the fence has moved on.
 * @param sessions name of the CTE that gives those sessions' `id` and `turns`
 * @param later how many turns were begun in the same statement
 */
export const abandonLastTurn = (sessions: string, later: 0 | 1 = 0): RawBuilder<unknown> => {
  const of = sql.table(sessions);
  return sql`
    update turn set status = 'abandoned', finished_at = now(), failure = 'the server stopped during the turn'
    from ${of}
    where turn.session_id = ${of}.id and turn.number = ${of}.turns - ${sql.lit(later)} and turn.status = 'running'
  `;
};
