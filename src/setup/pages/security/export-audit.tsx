// Takes the entries of the audit trail that were asked for along as a file, page by page.
import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { cell } from "../../../contract/csv.ts";
import type { TrailLine } from "../../../contract/setup-audit.ts";
import { download } from "../../kit/download.ts";
import { Icon } from "../../kit/icon.tsx";
import { server } from "../../kit/server.ts";

/** What is looked for in the trail. */
export interface AuditAsked {
  readonly who?: string;
  readonly what?: string;
  readonly since?: string;
}

/** Entries that one file holds at most; the command line takes out all of them. */
const MOST = 20_000;

const formats = {
  csv: { label: "CSV", type: "text/csv", write: toCsv },
  jsonl: { label: "JSONL", type: "application/jsonl", write: toJsonl },
} as const;

export function ExportButton({ asked }: { readonly asked: AuditAsked }) {
  const [taken, setTaken] = useState<number>();
  const take = async (format: keyof typeof formats) => {
    setTaken(0);
    try {
      const entries = await allOf(asked, setTaken);
      const { write, type } = formats[format];
      download(`audit-trail.${format}`, write(entries), type);
      if (entries.length >= MOST) {
        notifications.show({
          color: "orange",
          message: `The file holds the latest ${MOST} entries. On the server, dragoman audit shows all of them.`,
        });
      }
    } catch (error) {
      notifications.show({ color: "red", message: `The export stopped: ${(error as Error).message}` });
    } finally {
      setTaken(undefined);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Icon name="download" />} disabled={taken !== undefined}>
          {taken === undefined ? "Export" : `${taken} entries…`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(["csv", "jsonl"] as const).map((format) => (
          <Menu.Item key={format} onClick={() => take(format)}>
            {formats[format].label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

async function allOf(asked: AuditAsked, onTaken: (entries: number) => void): Promise<readonly TrailLine[]> {
  const all: TrailLine[] = [];
  for (let more = true; more && all.length < MOST; ) {
    const before = all.at(-1)?.number;
    const page = await server.call("auditTrail", { query: { ...asked, ...(before !== undefined && { before }) } });
    all.push(...page.entries);
    more = page.more;
    onTaken(all.length);
  }
  return all;
}

function toJsonl(entries: readonly TrailLine[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

const columns = ["number", "at", "who", "actor", "action", "subject", "subjectName", "address"] as const;

function toCsv(entries: readonly TrailLine[]): string {
  const heads = [...columns, "before", "after", "detail"];
  const rows = entries.map((entry) => [
    ...columns.map((column) => entry[column]),
    ...[entry.before, entry.after, entry.detail].map((values) => (values === null ? "" : JSON.stringify(values))),
  ]);
  return [heads, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
