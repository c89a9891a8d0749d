// The line of the log that a turn leaves: for debugging where it went well, an error where it did not.
import type { TurnReport } from "../sessions/sessions.ts";
import type { Log } from "./log.ts";

export function logTurn(log: Log, { failure, ...report }: TurnReport): void {
  if (report.outcome === "done" || report.outcome === "stopped") log.debug(report, "turn done");
  else if (report.outcome === "handed_over") log.info(report, "turn handed over");
  else log.error({ ...report, err: failure }, `turn ${report.outcome}`);
}
