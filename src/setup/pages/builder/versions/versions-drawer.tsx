// The versions of an agent: who committed each, when and why, and what can be done with it.
import { Badge, Button, Drawer, Group, Paper, Stack, Text } from "@mantine/core";
import type { AgentDetail, AgentVersion } from "../../../../contract/setup-agents.ts";
import { When } from "../../../kit/when.tsx";
import { titleOf } from "./title.ts";

export interface VersionDeeds {
  readonly onOpen: (version: AgentVersion) => void;
  readonly onCompare: (version: AgentVersion) => void;
  readonly onExport: (version: AgentVersion) => void;
  /** Absent where the person may not. */
  readonly onClone?: ((version: AgentVersion) => void) | undefined;
  readonly onActivate?: ((version: AgentVersion) => void) | undefined;
}

export function VersionsDrawer({
  agent,
  onClose,
  ...deeds
}: VersionDeeds & { readonly agent: AgentDetail; readonly onClose: () => void }) {
  return (
    <Drawer opened onClose={onClose} title="Versions" position="right" size="lg">
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label="Versions">
        {agent.versions.map((version) => (
          <Paper component="li" key={version.id} withBorder p="sm" aria-label={titleOf(version, agent)}>
            <VersionCard agent={agent} version={version} {...deeds} />
          </Paper>
        ))}
      </Stack>
    </Drawer>
  );
}

function VersionCard({
  agent,
  version,
  onOpen,
  onCompare,
  onExport,
  onClone,
  onActivate,
}: VersionDeeds & { readonly agent: AgentDetail; readonly version: AgentVersion }) {
  const isActive = version.number === agent.activeVersion;
  const isDraft = version.state === "draft";
  const older = agent.activeVersion !== null && version.number < agent.activeVersion;
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Text fw={600}>{isDraft ? `Draft (version ${version.number})` : `Version ${version.number}`}</Text>
        {isActive && <Badge color="sea">Active</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        {isDraft ? "Saved" : "Committed"} by {version.changedBy ?? "an earlier release"},{" "}
        <When at={version.changedAt} />
      </Text>
      {version.message && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {version.message}
        </Text>
      )}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onOpen(version)}>
          Open
        </Button>
        {!isDraft && (
          <Button size="xs" variant="default" onClick={() => onCompare(version)}>
            Compare
          </Button>
        )}
        {!isDraft && onClone && (
          <Button size="xs" variant="default" onClick={() => onClone(version)}>
            Clone to draft
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => onExport(version)}>
          Export
        </Button>
        {!isDraft && !isActive && onActivate && (
          <Button size="xs" onClick={() => onActivate(version)}>
            {older ? "Roll back to this" : "Activate"}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
