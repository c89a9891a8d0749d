// The table of agents: each with its status, type, last use and id, and its versions below it when they are asked for.
import { ActionIcon, Anchor, Badge, Group, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import { addresses } from "../../addresses.ts";
import { useMay } from "../../kit/ask.ts";
import { Copy } from "../../kit/copy-field.tsx";
import { When } from "../../kit/when.tsx";
import { AgentMenu } from "./agent-menu.tsx";
import { VersionRows } from "./version-rows.tsx";

/** Agent types in the words of the guides. */
const types: Readonly<Record<string, string>> = {
  agentforceserviceagent: "Service agent",
  agentforceemployeeagent: "Employee agent",
  internalcopilot: "Employee agent",
};

export function AgentTable({ agents }: { readonly agents: readonly AgentSummary[] }) {
  if (agents.length === 0) {
    return (
      <Text c="dimmed" role="status">
        No agent has that in its name or id.
      </Text>
    );
  }
  return (
    <Table aria-label="Agents" verticalSpacing="xs" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Agent</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th visibleFrom="md">Type</Table.Th>
          <Table.Th visibleFrom="lg">Last used</Table.Th>
          <Table.Th visibleFrom="sm">Agent id</Table.Th>
          <Table.Th aria-label="What can be done" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {agents.map((agent) => (
          <AgentRows key={agent.id} agent={agent} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Columns of the widest table: those of the versions go below all of them. */
const COLUMNS = 6;

function AgentRows({ agent }: { readonly agent: AgentSummary }) {
  const [open, setOpen] = useState(false);
  const mayBuild = useMay("build_agents");
  const { id, label, developerName, active, agentType } = agent;
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <Group gap={4} wrap="nowrap" align="flex-start">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Versions of ${label}`}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <span aria-hidden>{open ? "▾" : "▸"}</span>
            </ActionIcon>
            <div>
              <Anchor component={Link} to={addresses.agent(id)} fw={600}>
                {label}
              </Anchor>
              <Text size="xs" c="dimmed">
                {developerName}
                {agent.fromProject && ", from the project folder"}
              </Text>
              {mayBuild && (
                <Anchor component={Link} to={addresses.preview(id)} size="xs" aria-label={`Preview ${label}`}>
                  Preview
                </Anchor>
              )}
              <Group hiddenFrom="sm" gap={2}>
                <Id agent={agent} />
              </Group>
            </div>
          </Group>
        </Table.Td>
        <Table.Td>
          <Badge color={active ? "sea" : "gray"} variant={active ? "filled" : "outline"}>
            {active ? "Active" : "Inactive"}
          </Badge>
          <Text size="xs" c="dimmed">
            {versionsOf(agent)}
          </Text>
        </Table.Td>
        <Table.Td visibleFrom="md">{types[agentType.toLowerCase()] ?? agentType}</Table.Td>
        <Table.Td visibleFrom="lg">
          <When at={agent.lastUsedAt} />
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Group gap={2} wrap="nowrap">
            <Id agent={agent} />
          </Group>
        </Table.Td>
        <Table.Td ta="right">
          <AgentMenu agent={agent} />
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={COLUMNS}>
            <VersionRows agent={agent} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function Id({ agent: { id, label } }: { readonly agent: AgentSummary }) {
  return (
    <>
      <Text size="xs" ff="monospace" component="span">
        {id}
      </Text>
      <Copy label={`agent id of ${label}`} value={id} />
    </>
  );
}

const versionsOf = ({ activeVersion, draftVersion, latestVersion }: AgentSummary): string =>
  [
    ...(activeVersion === null ? [] : [`version ${activeVersion}`]),
    ...(draftVersion !== null ? ["draft"] : latestVersion !== activeVersion ? [`newest is ${latestVersion}`] : []),
  ].join(", ");
