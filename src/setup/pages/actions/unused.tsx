// What leads to no call: mappings of the project that no script uses, and drafts that cannot be read.
import { Alert, Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ActionReport } from "../../../contract/setup-actions.ts";
import { addresses } from "../../addresses.ts";
import { Card } from "../../kit/card.tsx";
import { WideTable } from "../../kit/wide-table.tsx";

export function Unused({ unused }: Pick<ActionReport, "unused">) {
  return (
    <Card title="Not used" about="dragoman.yaml maps these below actions, and no active version or draft names them.">
      <WideTable label="Mappings that are not used" heads={["Target", "Leads to"]} minWidth={420}>
        {unused.map(({ pattern, to }) => (
          <Table.Tr key={pattern}>
            <Table.Td>
              <code>{pattern}</code>
            </Table.Td>
            <Table.Td>
              <code>{to}</code>
            </Table.Td>
          </Table.Tr>
        ))}
      </WideTable>
    </Card>
  );
}

export function Unread({ agents }: { readonly agents: ActionReport["unread"] }) {
  return (
    <Alert color="orange" title="Some drafts have errors">
      <Text size="sm">
        What they call is not known until these are mended:{" "}
        {agents.map(({ id, label }, at) => (
          <span key={id}>
            {at > 0 && ", "}
            <Anchor component={Link} to={addresses.agent(id)} size="sm">
              {label}
            </Anchor>
          </span>
        ))}
        .
      </Text>
    </Alert>
  );
}
