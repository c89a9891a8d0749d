// The actions that failed in the range, each with a way to the conversation in which it last did.
import { Anchor, Stack, Table, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Analytics } from "../../../contract/setup-analytics.ts";
import { addresses } from "../../addresses.ts";
import { When } from "../../kit/when.tsx";
import { WideTable } from "../../kit/wide-table.tsx";

const heads = ["Agent", "Action", "Calls that failed", "Turns", "Last time"];

interface Props {
  readonly actions: Analytics["actions"];
  /** The agent that was asked for, if one was. */
  readonly agent: string | undefined;
}

export function FailedActions({ actions, agent }: Props) {
  const search = { status: "action_failed", ...(agent !== undefined && { agent }) };
  return (
    <Stack gap="xs" component="section" aria-labelledby="failed-actions">
      <Title order={2} size="h4" id="failed-actions">
        Failed actions
      </Title>
      {actions.length === 0 ? (
        <Text size="sm">No action failed in this range.</Text>
      ) : (
        <>
          <WideTable label="Failed actions" heads={heads}>
            {actions.map((each) => (
              <Table.Tr key={`${each.agent.id} ${each.action}`} fz="sm">
                <Table.Td>{each.agent.label}</Table.Td>
                <Table.Td>
                  <code>{each.action}</code>
                </Table.Td>
                <Table.Td>{each.failed.toLocaleString()}</Table.Td>
                <Table.Td>{each.turns.toLocaleString()}</Table.Td>
                <Table.Td>
                  <Anchor component={Link} to={addresses.session(each.lastSession)} size="sm">
                    <When at={each.lastAt} />
                  </Anchor>
                </Table.Td>
              </Table.Tr>
            ))}
          </WideTable>
          <Text size="sm">
            <Anchor component={Link} to={addresses.sessions()} search={search as never} inherit>
              All sessions in which an action failed
            </Anchor>
          </Text>
        </>
      )}
    </Stack>
  );
}
