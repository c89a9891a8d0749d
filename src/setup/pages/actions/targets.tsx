// The targets in a table, those that lead nowhere first.
import { Anchor, Badge, Button, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ActionTarget, TargetUse } from "../../../contract/setup-actions.ts";
import { addresses } from "../../addresses.ts";
import { Card } from "../../kit/card.tsx";
import { WideTable } from "../../kit/wide-table.tsx";

type OnTry = (chosen: { readonly target: string; readonly use: TargetUse }) => void;

export function Targets({
  targets,
  onTry,
}: {
  readonly targets: readonly ActionTarget[];
  /** Absent where the person may not try actions. */
  readonly onTry?: OnTry;
}) {
  const nowhere = targets.filter(({ resolved }) => !resolved);
  const sorted = [...nowhere, ...targets.filter(({ resolved }) => resolved)];
  return (
    <Card
      title="Targets"
      about={
        nowhere.length === 0
          ? "Every target leads somewhere."
          : `${nowhere.length} of ${targets.length} lead nowhere: calling them fails.`
      }
    >
      <WideTable label="Targets" heads={["Target", "Leads to", "Used by", ""]} minWidth={760}>
        {sorted.map((each) => (
          <Table.Tr key={each.target}>
            <Table.Td style={{ verticalAlign: "top" }}>
              <code style={{ overflowWrap: "anywhere" }}>{each.target}</code>
            </Table.Td>
            <Table.Td maw="24rem" style={{ verticalAlign: "top" }}>
              <Leads of={each} />
            </Table.Td>
            <Table.Td style={{ verticalAlign: "top" }}>
              <Stack gap={2}>
                {each.uses.map((use) => (
                  <UsedBy key={`${use.version.id} ${use.where} ${use.name}`} use={use} />
                ))}
              </Stack>
            </Table.Td>
            <Table.Td style={{ verticalAlign: "top" }}>{onTry && <TryButton of={each} onTry={onTry} />}</Table.Td>
          </Table.Tr>
        ))}
      </WideTable>
    </Card>
  );
}

function Leads({ of: { resolved, leads } }: { readonly of: ActionTarget }) {
  if (resolved) return <code style={{ overflowWrap: "anywhere" }}>{leads}</code>;
  return (
    <Stack gap={4} align="flex-start">
      <Badge color="orange" variant="light" radius="sm" tt="none">
        Leads nowhere
      </Badge>
      <Text size="sm">To mend it, {leads}.</Text>
    </Stack>
  );
}

function UsedBy({ use: { agent, version, where, name } }: { readonly use: TargetUse }) {
  return (
    <Text size="sm">
      <Anchor component={Link} to={addresses.agent(agent.id)} size="sm">
        {agent.label}
      </Anchor>{" "}
      <Text span size="sm" c="dimmed">
        {version.state === "active" ? `version ${version.number}` : "draft"}, {where}
        {name !== where && `: ${name}`}
      </Text>
    </Text>
  );
}

/** Tries the active version's declaration where there is one: that is what clients meet. */
function TryButton({ of: { target, resolved, uses }, onTry }: { readonly of: ActionTarget; readonly onTry: OnTry }) {
  const callable = uses.filter(({ form }) => form !== null);
  const use = callable.find(({ version }) => version.state === "active") ?? callable[0];
  if (!resolved || !use) return null;
  return (
    <Button size="compact-sm" variant="default" onClick={() => onTry({ target, use })} aria-label={`Try ${target}`}>
      Try
    </Button>
  );
}
