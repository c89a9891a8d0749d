// The top of the builder: which agent, how it stands, which of its versions is shown, and what to do with it.
import { ActionIcon, Badge, Button, Group, Menu, Select, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AgentDetail, AgentVersion } from "../../../contract/setup-agents.ts";
import { addresses } from "../../addresses.ts";
import { Copy } from "../../kit/copy-field.tsx";
import { Icon } from "../../kit/icon.tsx";
import { titleOf } from "./versions/title.ts";

export interface HeaderDeeds {
  readonly onVersion: (id: string) => void;
  readonly onVersions: () => void;
  readonly onCompare: () => void;
  readonly onExport: () => void;
  readonly onCommit?: (() => void) | undefined;
  readonly onDiscard?: (() => void) | undefined;
  readonly onActivate?: (() => void) | undefined;
  readonly onDeactivate?: (() => void) | undefined;
}

export function BuilderHeader({
  agent,
  shown,
  state,
  canCommit,
  activates,
  ...deeds
}: HeaderDeeds & {
  readonly agent: AgentDetail;
  /** Id of the version that is shown. */
  readonly shown: string | undefined;
  readonly state: ReactNode;
  readonly canCommit: boolean;
  /** The version that Activate would make the active one; absent where there is none. */
  readonly activates: AgentVersion | undefined;
}) {
  const choices = agent.versions.map((version) => ({ value: version.id, label: titleOf(version, agent) }));
  return (
    <Group justify="space-between" gap="xs" pb="xs">
      <Group gap="xs" style={{ minWidth: 0 }}>
        <Title order={1} size="h3">
          {agent.label}
        </Title>
        <Badge color={agent.active ? "sea" : "gray"} variant={agent.active ? "filled" : "outline"}>
          {agent.active ? `Active: version ${agent.activeVersion}` : "Inactive"}
        </Badge>
        <Group gap={2} wrap="nowrap">
          <Text size="xs" c="dimmed" ff="monospace" aria-label="Agent id">
            {agent.id}
          </Text>
          <Copy label="agent id" value={agent.id} />
        </Group>
      </Group>
      <Group gap="xs">
        {state}
        {choices.length > 0 && (
          <Select
            aria-label="Version"
            size="sm"
            w={170}
            data={choices}
            value={shown ?? null}
            onChange={(id) => id && deeds.onVersion(id)}
            allowDeselect={false}
          />
        )}
        {deeds.onActivate && activates && (
          <Button variant={canCommit ? "default" : "filled"} onClick={deeds.onActivate}>
            Activate version {activates.number}
          </Button>
        )}
        {deeds.onCommit && canCommit && <Button onClick={deeds.onCommit}>Commit…</Button>}
        {agent.active && !canCommit && !activates && (
          <Button variant="default" component={Link} to={addresses.connect()} search={{ agent: agent.id } as never}>
            Connect a client
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size="lg" aria-label="More about this agent">
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={deeds.onVersions}>Versions…</Menu.Item>
            <Menu.Item onClick={deeds.onCompare}>Compare versions…</Menu.Item>
            <Menu.Item onClick={deeds.onExport}>Export bundle</Menu.Item>
            {deeds.onDiscard && (
              <Menu.Item color="red" onClick={deeds.onDiscard}>
                Discard draft…
              </Menu.Item>
            )}
            {deeds.onDeactivate && (
              <Menu.Item color="red" onClick={deeds.onDeactivate}>
                Deactivate
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Group>
  );
}
