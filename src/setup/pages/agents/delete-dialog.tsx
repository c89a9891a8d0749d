// Deletes an agent, once its name was typed.
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";

export function DeleteDialog({ agent, onClose }: { readonly agent: AgentSummary; readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const remove = useTell("deleteAgent", ["agents"]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await remove.mutateAsync({ params: { agent: agent.id }, body: { name } }).then(
      () => {
        notifications.show({ message: `${agent.label} is deleted.` });
        onClose();
      },
      () => {},
    );
  };
  return (
    <Modal opened onClose={onClose} title={`Delete ${agent.label}?`} centered>
      <form onSubmit={submit}>
        <Stack>
          {remove.error && <Problem error={remove.error} />}
          <Text size="sm">
            The agent goes with its draft and all its versions, and cannot be brought back. Clients that use its id are
            refused from then on, open sessions included. What was said with it stays in the logs.
          </Text>
          {agent.fromProject && (
            <Text size="sm" fw={600}>
              Its file is in the project folder: remove it there first, or the agent is made again, under another id,
              when the server starts next.
            </Text>
          )}
          <TextInput
            label={`Type ${agent.developerName} to delete it`}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" disabled={name !== agent.developerName} loading={remove.isPending}>
              Delete
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
