// `dragoman audit`: the audit trail of an org, one line for each entry, as JSON lines under --json.
import { AUDIT_PAGE, type AuditLine } from "../../contract/setup-records.ts";
import { type Command, dataOption, misuse, textOf } from "../command.ts";
import { findServer, orgOption } from "../operator.ts";

export const audit: Command = {
  name: "audit",
  summary: "print who changed what, when and from where",
  options: [["--since <time>", "a date, such as 2026-11-01, or a moment in ISO 8601"], orgOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const since = momentOf(textOf(given, "since"));
    const server = await findServer(context, given);
    let after = 0;
    for (;;) {
      const { entries } = await server.call("audit", {}, { after, ...(since !== undefined && { since }) });
      for (const entry of entries) {
        output.data(entry);
        output.line(lineOf(entry));
      }
      if (entries.length < AUDIT_PAGE) return 0;
      after = entries.at(-1)!.number;
    }
  },
};

/** When, who and from where, what, to what; then the fields: as they are in what was made, as they were and are in a change. */
function lineOf({ at, actor, address, action, subject, before, after, detail }: AuditLine): string {
  const changes = Object.keys({ ...before, ...after }).map((name) => {
    if (before && after) return `${name}: ${json(before[name])} → ${json(after[name])}`;
    return `${name}: ${json((after ?? before)?.[name])}`;
  });
  const more = Object.entries(detail).map(([name, value]) => `${name}: ${json(value)}`);
  const who = address === null ? actor : `${actor} (${address})`;
  return [at, who, action, subject, [...changes, ...more].join("; ")].join("  ").trimEnd();
}

const json = (value: unknown) => (value === undefined || value === null ? "none" : JSON.stringify(value));

function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) {
    throw misuse(`--since: "${text}" is not a time: write 2026-11-01 or 2026-11-01T08:00:00Z`);
  }
  return moment.toISOString();
}
