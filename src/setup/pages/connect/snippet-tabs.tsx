// The ready programs and files in tabs: copied or downloaded, with the secret in them once the person has proved who they are.
import { Button, Code, Group, ScrollArea, Stack, Tabs, Text } from "@mantine/core";
import { useState } from "react";
import { Problem } from "../../kit/answer.tsx";
import { useMay, useTell } from "../../kit/ask.ts";
import { CopyText } from "../../kit/copy-field.tsx";
import { download } from "../../kit/download.ts";
import type { Connection } from "./connection.ts";
import { type Snippet, snippets } from "./snippets.ts";

export function SnippetTabs({
  apiName,
  connection,
}: {
  readonly apiName: string;
  readonly connection: Omit<Connection, "consumerSecret">;
}) {
  const [secret, setSecret] = useState<string | null>(null);
  const tell = useTell("credentials");
  const mayShow = useMay("see_secrets");
  const show = () =>
    tell.mutate({ params: { app: apiName } }, { onSuccess: ({ consumerSecret }) => setSecret(consumerSecret) });
  return (
    <Stack gap="sm">
      <Group>
        {mayShow ? (
          <Button
            variant="default"
            size="xs"
            loading={tell.isPending}
            onClick={() => (secret === null ? show() : setSecret(null))}
          >
            {secret === null ? "Show with secret" : "Hide the secret"}
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            The consumer secret is for administrators to see; put it in where it says so.
          </Text>
        )}
      </Group>
      {tell.isError && <Problem error={tell.error} onRetry={show} />}
      <Tabs defaultValue={snippets[0]?.id ?? null} keepMounted={false}>
        <Tabs.List>
          {snippets.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map((snippet) => (
          <Tabs.Panel key={snippet.id} value={snippet.id} pt="sm">
            <SnippetText snippet={snippet} text={snippet.text({ ...connection, consumerSecret: secret })} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

function SnippetText({ snippet: { file, label, about }, text }: { readonly snippet: Snippet; readonly text: string }) {
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm">{about}</Text>
        <Group gap="xs">
          <CopyText value={text}>Copy</CopyText>
          <Button size="xs" variant="default" onClick={() => download(file, text)}>
            Download {file}
          </Button>
        </Group>
      </Group>
      <ScrollArea.Autosize mah="24rem" viewportProps={{ tabIndex: 0, "aria-label": `${label} code` }}>
        <Code block>{text}</Code>
      </ScrollArea.Autosize>
    </Stack>
  );
}
