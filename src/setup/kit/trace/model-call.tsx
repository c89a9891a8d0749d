// One call of a model, whole: its prompt, the conversation it saw, the tools it was offered, and its reply.
import { Button, Code, Drawer, Group, Stack, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { ModelCall } from "../../../contract/setup-trace.ts";
import { CopyText } from "../copy-field.tsx";
import { counted } from "./measures.ts";
import classes from "./trace.module.css";

export function ModelCallDrawer({
  model,
  subagent,
  opened,
  onClose,
  onShow,
}: {
  readonly model: ModelCall;
  readonly subagent: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onShow: ((line: number) => void) | undefined;
}) {
  const { prompt, messages, tools, reply } = model;
  const show =
    onShow &&
    ((line: number) => {
      onClose();
      onShow(line);
    });
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="lg" title={`What ${subagent} asked the model`}>
      <Stack gap="lg">
        <Part title="Prompt" copy={prompt}>
          <Code block className={classes.block}>
            {prompt}
          </Code>
        </Part>
        <Part title={`Conversation, ${counted(messages.length, "message")}`} copy={JSON.stringify(messages, null, 2)}>
          {messages.map(({ role, text, name, calls = [] }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what a model saw never changes
            <div key={at}>
              <Text size="xs" c="dimmed">
                {role}
                {name && ` ${name}`}
              </Text>
              <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
                {[text, ...calls.map((call) => `→ ${call.name} ${JSON.stringify(call.arguments)}`)]
                  .filter(Boolean)
                  .join("\n")}
              </Text>
            </div>
          ))}
        </Part>
        <Part title={counted(tools.length, "tool")} copy={JSON.stringify(tools, null, 2)}>
          <Tools tools={tools} onShow={show} />
        </Part>
        <Part title="Reply" copy={JSON.stringify(reply, null, 2)}>
          <Code block className={classes.block}>
            {JSON.stringify(reply, null, 2)}
          </Code>
        </Part>
      </Stack>
    </Drawer>
  );
}

function Tools({
  tools,
  onShow,
}: {
  readonly tools: ModelCall["tools"];
  readonly onShow: ((line: number) => void) | undefined;
}) {
  if (tools.length === 0) return <Text size="sm">No tools were offered.</Text>;
  return (
    <Table fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Tool</Table.Th>
          <Table.Th>Description</Table.Th>
          {onShow && <Table.Th>Script</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tools.map(({ name, description, line }) => (
          <Table.Tr key={name}>
            <Table.Td>{name}</Table.Td>
            <Table.Td>{description}</Table.Td>
            {onShow && (
              <Table.Td>
                {line !== null && (
                  <Button size="compact-xs" variant="subtle" onClick={() => onShow(line)}>
                    Line {line}
                  </Button>
                )}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Part({
  title,
  copy,
  children,
}: {
  readonly title: string;
  readonly copy: string;
  readonly children: ReactNode;
}) {
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h5">
          {title}
        </Title>
        <CopyText value={copy}>Copy</CopyText>
      </Group>
      {children}
    </Stack>
  );
}
