// External Client Apps Manager: the apps of the org, and the way to a new one.
import { ActionIcon, Anchor, Badge, Button, Code, Group, Menu, Table, Text, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { AppSummary } from "../../../contract/setup-records.ts";
import { type AppTab, addresses } from "../../addresses.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { Copy } from "../../kit/copy-field.tsx";
import { Icon } from "../../kit/icon.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";

/** More apps than this are worth a filter. */
const MANY = 8;

export default function Apps() {
  const apps = useAsk("apps");
  const mayMake = useMay("manage_apps");
  const [words, setWords] = useState("");
  const make = mayMake && (
    <Button component={Link} to={addresses.newApp()} leftSection={<Icon name="plus" />}>
      New External Client App
    </Button>
  );
  return (
    <PageFrame
      title="External Client Apps Manager"
      about="Who may ask for a token: each client program is an app with a consumer key and secret of its own."
      actions={make}
    >
      <Answer of={apps}>
        {({ apps: all }) =>
          all.length === 0 ? (
            <Empty title="No external client app yet" action={make}>
              An app stands for one client program. It gets a consumer key and secret, the scopes its tokens have, and
              the user it runs as.
            </Empty>
          ) : (
            <>
              {all.length > MANY && (
                <TextInput
                  aria-label="Filter the apps"
                  placeholder="Filter by name"
                  leftSection={<Icon name="search" />}
                  maw="20rem"
                  value={words}
                  onChange={(event) => setWords(event.currentTarget.value)}
                />
              )}
              <AppTable
                apps={all.filter(({ label, apiName }) =>
                  `${label} ${apiName}`.toLowerCase().includes(words.trim().toLowerCase()),
                )}
                mayEdit={mayMake}
              />
            </>
          )
        }
      </Answer>
    </PageFrame>
  );
}

function AppTable({ apps, mayEdit }: { readonly apps: readonly AppSummary[]; readonly mayEdit: boolean }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>Consumer Key</Table.Th>
            <Table.Th>Runs as</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {apps.map((app) => (
            <AppRow key={app.id} app={app} mayEdit={mayEdit} />
          ))}
        </Table.Tbody>
      </Table>
      {apps.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          No app goes by these words.
        </Text>
      )}
    </Table.ScrollContainer>
  );
}

function AppRow({ app, mayEdit }: { readonly app: AppSummary; readonly mayEdit: boolean }) {
  const { apiName, label, enabled, consumerKey, runAs } = app;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={addresses.app(apiName, "policies")} fw={600}>
          {label}
        </Anchor>
        <Text size="xs" c="dimmed">
          {apiName}
        </Text>
      </Table.Td>
      <Table.Td>
        <EnabledBadge enabled={enabled} />
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          <Code title={consumerKey} style={{ whiteSpace: "nowrap" }}>
            {consumerKey.length > 16 ? `${consumerKey.slice(0, 13)}…` : consumerKey}
          </Code>
          <Copy label={`Consumer Key of ${label}`} value={consumerKey} />
        </Group>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c={runAs ? undefined : "dimmed"}>
          {runAs ?? "nobody"}
        </Text>
      </Table.Td>
      <Table.Td>
        <RowMenu app={app} mayEdit={mayEdit} />
      </Table.Td>
    </Table.Tr>
  );
}

export function EnabledBadge({ enabled }: { readonly enabled: boolean }) {
  return (
    <Badge
      component="span"
      variant="light"
      color={enabled ? "sea" : "gray"}
      c="var(--mantine-color-text)"
      miw="max-content"
    >
      {enabled ? "Enabled" : "Disabled"}
    </Badge>
  );
}

function RowMenu({ app: { apiName, label }, mayEdit }: { readonly app: AppSummary; readonly mayEdit: boolean }) {
  const navigate = useNavigate();
  const edit = (tab: AppTab) => () =>
    navigate({ to: addresses.app(apiName, tab), search: mayEdit ? { edit: true } : {} });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={`Actions for ${label}`}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={edit("settings")}>{mayEdit ? "Edit Settings" : "View Settings"}</Menu.Item>
        <Menu.Item onClick={edit("policies")}>{mayEdit ? "Edit Policies" : "View Policies"}</Menu.Item>
        <Menu.Item component={Link} to={addresses.connectApp(apiName)}>
          Connect a client
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
