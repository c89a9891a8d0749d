// Permission Sets: which scopes and agents are for some users only, and for whom.
import { Anchor, Button, Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { addresses } from "../../addresses.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { Icon } from "../../kit/icon.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { WideTable } from "../../kit/wide-table.tsx";

export default function PermissionSets() {
  const sets = useAsk("permissionSets");
  const mayAdd = useMay("manage_users");
  const add = mayAdd && (
    <Button component={Link} to={addresses.newPermissionSet()} leftSection={<Icon name="plus" />}>
      New Permission Set
    </Button>
  );
  return (
    <PageFrame
      title="Permission Sets"
      about="What no permission set names is for everyone. A scope that one names is for its holders; once one names an agent, agents are for those whose permission sets name them."
      actions={add}
    >
      <Answer of={sets} lines={4}>
        {({ permissionSets }) =>
          permissionSets.length === 0 ? (
            <Empty title="There is no permission set yet" action={add}>
              Every user may be given every scope of an app, and may talk to every agent. Make a permission set to keep
              a scope or an agent for some users, or to say who is pre-authorized for an app.
            </Empty>
          ) : (
            <WideTable label="Permission sets" heads={["Label", "API name", "Scopes", "Agents", "Users"]}>
              {permissionSets.map(({ id, apiName, label, scopes, agents, holders }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Anchor component={Link} to={addresses.permissionSet(apiName)} size="sm">
                      {label}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{apiName}</Table.Td>
                  <Table.Td>{scopes.join(", ") || "none"}</Table.Td>
                  <Table.Td>{agents.join(", ") || "none"}</Table.Td>
                  <Table.Td>{holders.length}</Table.Td>
                </Table.Tr>
              ))}
            </WideTable>
          )
        }
      </Answer>
    </PageFrame>
  );
}
