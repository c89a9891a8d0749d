// One entry of the audit trail, which opens to show each field before and after.
import { Button, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useId } from "react";
import type { TrailLine } from "../../../contract/setup-audit.ts";
import { When } from "../../kit/when.tsx";
import classes from "./audit.module.css";

/** Actors that are no users, in words. */
const others: Readonly<Record<string, string>> = {
  project: "dragoman.yaml",
  operator: "The operator",
  server: "The server",
};

export function AuditRow({ entry }: { readonly entry: TrailLine }) {
  const [opened, { toggle }] = useDisclosure(false);
  const id = useId();
  const changes = changesOf(entry);
  const opens = changes.length > 0 || entry.address !== null;
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <When at={entry.at} />
        </Table.Td>
        <Table.Td>{others[entry.who] ?? entry.who}</Table.Td>
        <Table.Td>
          <code>{entry.action}</code>
        </Table.Td>
        <Table.Td>{entry.subjectName ?? <code>{entry.subject}</code>}</Table.Td>
        <Table.Td ta="end">
          {opens && (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-expanded={opened}
              aria-controls={id}
              aria-label={`Details of entry ${entry.number}`}
              onClick={toggle}
            >
              {opened ? "Close" : "Details"}
            </Button>
          )}
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr id={id}>
          <Table.Td colSpan={5}>
            <Text size="sm" c="dimmed">
              {`Entry ${entry.number}, on ${entry.subject}${entry.address === null ? "" : `, from ${entry.address}`}`}
            </Text>
            {changes.length > 0 && <Changes of={changes} />}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

interface Change {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

function Changes({ of: changes }: { readonly of: readonly Change[] }) {
  return (
    <table className={classes.changes}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>{before !== "" && <del>{before}</del>}</td>
            <td>{after !== "" && <ins>{after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Each field that differs; what else the entry tells stands in the column of what is. */
function changesOf({ before, after, detail }: TrailLine): readonly Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return [
    ...fields.map((field) => ({ field, before: shown(before?.[field]), after: shown(after?.[field]) })),
    ...Object.entries(detail).map(([field, value]) => ({ field, before: "", after: shown(value) })),
  ].filter((change) => change.before !== change.after);
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
