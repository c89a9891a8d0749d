// Agents: every agent of the org with its status, versions and id, and the ways to get another one.
import { Anchor, Badge, Button, Group, Menu, Stack, Table, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import { addresses } from "../../addresses.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMe } from "../../kit/ask.ts";
import { Copy } from "../../kit/copy-field.tsx";
import { Icon } from "../../kit/icon.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { When } from "../../kit/when.tsx";
import { AgentMenu } from "./agent-menu.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { NewDialog } from "./new-dialog.tsx";

type Opened = "template" | "blank" | "import";

export default function Agents() {
  const agents = useAsk("agents");
  const { data: me } = useMe();
  const mayBuild = me?.rights.includes("build_agents") ?? false;
  const [opened, setOpened] = useState<Opened>();
  const [words, setWords] = useState("");
  const close = () => setOpened(undefined);
  const add = mayBuild ? (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<Icon name="plus" />}>New Agent</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setOpened("template")}>From a template</Menu.Item>
        <Menu.Item onClick={() => setOpened("blank")}>Blank</Menu.Item>
        <Menu.Item onClick={() => setOpened("import")}>Import a script or bundle</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  ) : undefined;
  return (
    <PageFrame
      title="Agents"
      about="Each agent is a script with versions. Clients name an agent by its id; new sessions get its active version."
      actions={add}
    >
      <Answer of={agents}>
        {({ agents: all }) =>
          all.length === 0 ? (
            <Empty title="There is no agent yet" action={add}>
              An agent answers what its script says. Begin with a template: it opens in the builder, and serves nobody
              before it is activated.
            </Empty>
          ) : (
            <Stack gap="sm">
              {all.length > 8 && (
                <TextInput
                  type="search"
                  aria-label="Find an agent"
                  placeholder="Find an agent by name or id"
                  maw="24rem"
                  value={words}
                  onChange={(event) => setWords(event.currentTarget.value)}
                />
              )}
              <AgentTable agents={all.filter((agent) => isMeant(agent, words))} />
            </Stack>
          )
        }
      </Answer>
      {(opened === "template" || opened === "blank") && (
        <NewDialog fromTemplate={opened === "template"} onClose={close} />
      )}
      {opened === "import" && <ImportDialog agents={agents.data?.agents ?? []} onClose={close} />}
    </PageFrame>
  );
}

const isMeant = ({ label, developerName, id }: AgentSummary, words: string): boolean =>
  `${label} ${developerName} ${id}`.toLowerCase().includes(words.trim().toLowerCase());

/** Agent types in the words of the guides. */
const types: Readonly<Record<string, string>> = {
  agentforceserviceagent: "Service agent",
  agentforceemployeeagent: "Employee agent",
  internalcopilot: "Employee agent",
};

function AgentTable({ agents }: { readonly agents: readonly AgentSummary[] }) {
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
          <Table.Tr key={agent.id}>
            <Table.Td>
              <Anchor component={Link} to={addresses.agent(agent.id)} fw={600}>
                {agent.label}
              </Anchor>
              <Text size="xs" c="dimmed">
                {agent.developerName}
                {agent.fromProject && ", from the project folder"}
              </Text>
              <Group hiddenFrom="sm" gap={2}>
                <Id agent={agent} />
              </Group>
            </Table.Td>
            <Table.Td>
              <Badge color={agent.active ? "sea" : "gray"} variant={agent.active ? "filled" : "outline"}>
                {agent.active ? "Active" : "Inactive"}
              </Badge>
              <Text size="xs" c="dimmed">
                {versionsOf(agent)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="md">{types[agent.agentType.toLowerCase()] ?? agent.agentType}</Table.Td>
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
        ))}
      </Table.Tbody>
    </Table>
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
