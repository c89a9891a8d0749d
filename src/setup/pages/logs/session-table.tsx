// The list of sessions: one row each, with the columns that readers of event logs know.
import { Anchor, Badge, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { SessionLine } from "../../../contract/setup-logs.ts";
import { addresses } from "../../addresses.ts";
import { When } from "../../kit/when.tsx";
import { inWords } from "./duration.ts";

const columns = [
  "Session ID",
  "Start Time",
  "Connection",
  "Agent",
  "App",
  "User",
  "Turns",
  "Dropped",
  "Duration",
  "Error",
  "Status",
];

export function SessionTable({ lines }: { readonly lines: readonly SessionLine[] }) {
  return (
    <Table.ScrollContainer minWidth={1180}>
      <Table verticalSpacing={6} horizontalSpacing="xs" fz="sm" highlightOnHover aria-label="Sessions">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} style={{ whiteSpace: "nowrap" }}>
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Row key={line.id} line={line} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ line }: { readonly line: SessionLine }) {
  const { id, startedAt, connection, agent, app, user, turns, dropped, durationMs, failedTurns } = line;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          component={Link}
          to={addresses.session(id)}
          size="sm"
          ff="monospace"
          title={id}
          style={{ whiteSpace: "nowrap" }}
        >
          {`${id.slice(0, 4)}…${id.slice(-6)}`}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          <When at={startedAt} />
        </Text>
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{connection}</Table.Td>
      <Table.Td>
        <Short text={agent.version === null ? agent.label : `${agent.label} v${agent.version}`} />
      </Table.Td>
      <Table.Td>
        <Short text={app.label} />
      </Table.Td>
      <Table.Td>
        <Short text={user.name} />
      </Table.Td>
      <Table.Td>{turns}</Table.Td>
      <Table.Td>{dropped ? "Yes" : "No"}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{inWords(durationMs)}</Table.Td>
      <Table.Td>{failedTurns > 0 ? <Failed turns={failedTurns} /> : "No"}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        <StatusBadge line={line} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A name that may be long, whole where one points. */
const Short = ({ text }: { readonly text: string }) => (
  <Text size="sm" truncate maw="8.5rem" title={text}>
    {text}
  </Text>
);

const Failed = ({ turns }: { readonly turns: number }) => (
  <Badge color="red" variant="light" c="var(--mantine-color-text)">
    {turns === 1 ? "1 turn" : `${turns} turns`}
  </Badge>
);

/** How a session stands, in words; why it ended where one points. */
export function StatusBadge({ line: { status, endReason, escalated } }: { readonly line: SessionLine }) {
  const words = { open: "Open", ended: "Ended", expired: "Dropped" }[status];
  const colour = { open: "sea", ended: "gray", expired: "yellow" }[status];
  return (
    <>
      <Badge color={colour} variant="light" c="var(--mantine-color-text)" tt="none">
        {status === "ended" && endReason ? `${words}: ${endReason}` : words}
      </Badge>
      {escalated && (
        <Badge color="grape" variant="light" c="var(--mantine-color-text)" tt="none" ml={4}>
          Escalated
        </Badge>
      )}
    </>
  );
}
