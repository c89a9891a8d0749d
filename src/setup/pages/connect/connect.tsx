// Connect a client: one app and one agent chosen, what a client needs to know of them, and a test that makes its calls.
import { Button, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import type { AppSummary } from "../../../contract/setup-records.ts";
import { addresses } from "../../addresses.ts";
import { useAsked, usePart } from "../../kit/address.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMe } from "../../kit/ask.ts";
import { CopyField } from "../../kit/copy-field.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { SnippetTabs } from "./snippet-tabs.tsx";
import { TestPanel } from "./test-panel.tsx";

/** Apps that the server itself makes are not for client programs. */
const isForClients = ({ madeBy }: AppSummary) => madeBy !== "server";

export default function Connect() {
  const apps = useAsk("apps");
  const agents = useAsk("agents");
  return (
    <PageFrame
      title="Connect a client"
      about="Choose who calls and whom: here is what the client needs, and a test that makes the very calls it will make."
    >
      <Answer of={apps} lines={6}>
        {({ apps: all }) => (
          <Answer of={agents} lines={6}>
            {({ agents: known }) => <Choice apps={all.filter(isForClients)} agents={known} />}
          </Answer>
        )}
      </Answer>
    </PageFrame>
  );
}

function Choice({ apps, agents }: { readonly apps: readonly AppSummary[]; readonly agents: readonly AgentSummary[] }) {
  const askedApp = usePart("app");
  const { agent: askedAgent } = useAsked();
  const navigate = useNavigate();
  const origin = useMe().data?.org.origin ?? "";
  const app = apps.find(({ apiName }) => apiName === askedApp) ?? apps.find(({ enabled }) => enabled) ?? apps[0];
  const agent = agents.find(({ id }) => id === askedAgent) ?? agents.find(({ active }) => active) ?? agents[0];
  if (!app) {
    return (
      <Empty
        title="No external client app yet"
        action={
          <Button component={Link} to={addresses.newApp()}>
            New External Client App
          </Button>
        }
      >
        A client needs an app: it gives it a consumer key and secret.
      </Empty>
    );
  }
  if (!agent) {
    return (
      <Empty
        title="No agent yet"
        action={
          <Button component={Link} to={addresses.agents()}>
            Go to Agents
          </Button>
        }
      >
        A client talks to an agent: make one first.
      </Empty>
    );
  }
  const choose = (chosen: { readonly app?: string; readonly agent?: string }) =>
    navigate({
      to: addresses.connectApp(chosen.app ?? app.apiName),
      search: { agent: chosen.agent ?? agent.id },
      replace: true,
      resetScroll: false,
    });
  const connection = {
    origin,
    consumerKey: app.consumerKey,
    agentId: agent.id,
    agentLabel: agent.label,
    bypassUser: !/employee|internalcopilot/i.test(agent.agentType),
  };
  return (
    <Stack>
      <Paper withBorder p="md">
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NativeSelect
              label="External Client App"
              data={apps.map(({ apiName, label, enabled }) => ({
                value: apiName,
                label: enabled ? label : `${label} (disabled)`,
              }))}
              value={app.apiName}
              onChange={(event) => choose({ app: event.currentTarget.value })}
            />
            <NativeSelect
              label="Agent"
              data={agents.map(({ id, label, active }) => ({
                value: id,
                label: active ? label : `${label} (inactive)`,
              }))}
              value={agent.id}
              onChange={(event) => choose({ agent: event.currentTarget.value })}
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, lg: 3 }}>
            <CopyField label="My Domain URL" value={origin} />
            <CopyField label="Consumer Key" value={app.consumerKey} />
            <CopyField label="Agent ID" value={agent.id} />
          </SimpleGrid>
        </Stack>
      </Paper>
      <TestPanel key={`test ${app.apiName} ${agent.id}`} app={app} agent={agent} />
      <Paper withBorder p="md" component="section" aria-label="The client">
        <Stack>
          <Group justify="space-between">
            <Title order={2} size="h4">
              The client
            </Title>
            <Text size="sm" c="dimmed">
              {app.label} → {agent.label}
            </Text>
          </Group>
          <SnippetTabs key={`snippets ${app.apiName}`} apiName={app.apiName} connection={connection} />
        </Stack>
      </Paper>
    </Stack>
  );
}
