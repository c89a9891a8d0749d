// The list of sessions: one row each. First the columns that readers of event logs know, in their order.
import { Anchor, Badge, Group, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { SessionLine } from "../../../contract/setup-logs.ts";
import { addresses } from "../../addresses.ts";
import { When } from "../../kit/when.tsx";
import { inWords } from "./duration.ts";

const columns = [
  "Session ID",
  "Start Time",
  "Connection",
  "Dropped",
  "Duration",
  "Error",
  "Status",
  "Agent",
  "App",
  "User",
  "Turns",
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
  const { id, startedAt, connection, agent, app, user, turns, dropped, durationMs } = line;
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
      <Table.Td>{dropped ? "Yes" : "No"}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{inWords(durationMs)}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        <ErrorBadges line={line} />
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        <StatusBadge line={line} />
      </Table.Td>
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
    </Table.Tr>
  );
}

/** A name that may be long, whole where one points. */
const Short = ({ text }: { readonly text: string }) => (
  <Text size="sm" truncate maw="8.5rem" title={text}>
    {text}
  </Text>
);

/** What went wrong: turns that came to no answer, and actions that failed though there may have been one. */
export function ErrorBadges({ line: { failedTurns, failedActions } }: { readonly line: SessionLine }) {
  const marks = [
    { one: "turn failed", more: "turns failed", number: failedTurns, colour: "red" },
    { one: "action failed", more: "actions failed", number: failedActions, colour: "orange" },
  ].filter(({ number }) => number > 0);
  if (marks.length === 0) return "No";
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
      {marks.map(({ one, more, number, colour }) => (
        <Badge key={one} color={colour} variant="light" c="var(--mantine-color-text)" tt="none" miw="max-content">
          {number === 1 ? `1 ${one}` : `${number.toLocaleString()} ${more}`}
        </Badge>
      ))}
    </Group>
  );
}

/** How a session stands, in words; why it ended where one points. */
export function StatusBadge({ line: { status, endReason, escalated } }: { readonly line: SessionLine }) {
  const words = { open: "Open", ended: "Ended", expired: "Dropped" }[status];
  const colour = { open: "sea", ended: "gray", expired: "yellow" }[status];
  return (
    <>
      <Badge color={colour} variant="light" c="var(--mantine-color-text)" tt="none" miw="max-content">
        {status === "ended" && endReason ? `${words}: ${endReason}` : words}
      </Badge>
      {escalated && (
        <Badge color="grape" variant="light" c="var(--mantine-color-text)" tt="none" miw="max-content" ml={4}>
          Escalated
        </Badge>
      )}
    </>
  );
}
