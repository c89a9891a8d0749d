// Event logs as a file: the sessions that were asked for, or the moments of one.
import type { LogFilter } from "../../../contract/setup-logs.ts";
import { ExportMenu } from "../../kit/export-menu.tsx";
import { server } from "../../kit/server.ts";

interface Props {
  readonly filter: LogFilter;
  readonly what: "sessions" | "moments";
}

export const ExportButton = ({ filter, what }: Props) => (
  <ExportMenu
    name="event-logs"
    pieces={(format, signal) => server.stream("logExport", { query: { ...filter, format, what }, signal })}
  />
);
