// What is kept for how long, and how everything of one user is deleted before its time.
import { Alert, Button, Group, Modal, Paper, Select, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { Answer, Problem } from "../../kit/answer.tsx";
import { useAsk, useMay, useTell } from "../../kit/ask.ts";
import { When } from "../../kit/when.tsx";

export function Retention() {
  const retention = useAsk("logRetention");
  const mayDelete = useMay("manage_org");
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="retention">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4" id="retention">
          Retention
        </Title>
        <Answer of={retention} lines={2}>
          {({ sessionDays, idleMinutes, oldest }) => (
            <Text size="sm">
              {`A session is dropped after ${idleMinutes} minutes without a message. Once over, it is kept for ${sessionDays} days with everything said and done in it, and then deleted. The setting is DRAGOMAN_RETENTION_DAYS. The oldest session began: `}
              <When at={oldest} none="there is none" />.
            </Text>
          )}
        </Answer>
        {mayDelete && (
          <Button variant="default" size="xs" onClick={open}>
            Delete all sessions of a user…
          </Button>
        )}
      </Stack>
      <Modal opened={opened} onClose={close} title="Delete all sessions of a user">
        {opened && <DeleteOfUser onDone={close} />}
      </Modal>
    </Paper>
  );
}

function DeleteOfUser({ onDone }: { readonly onDone: () => void }) {
  const users = useAsk("users");
  const remove = useTell("deleteLogsOf", ["logs", "logRetention"]);
  const [user, setUser] = useState<string | null>(null);
  const named = users.data?.users.find(({ id }) => id === user);
  if (remove.data) {
    const { deleted } = remove.data;
    return (
      <Stack>
        <Alert color="sea" role="status">
          {`${deleted.toLocaleString()} ${deleted === 1 ? "session was" : "sessions were"} deleted. The audit trail says who did it.`}
        </Alert>
        <Group justify="flex-end">
          <Button onClick={onDone}>Close</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <Text size="sm">
        Sessions that run as this user go with their messages, steps and feedback, open ones too. This cannot be undone.
        Clients that log in by client credentials all run as the one user of their app.
      </Text>
      <Select
        label="User"
        placeholder="Choose a user"
        data={users.data?.users.map(({ id, name, username }) => ({ value: id, label: `${name} (${username})` })) ?? []}
        value={user}
        onChange={setUser}
        searchable
        data-autofocus
      />
      {remove.isError && <Problem error={remove.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          color="red"
          disabled={user === null}
          loading={remove.isPending}
          onClick={() => user !== null && remove.mutate({ body: { user } })}
        >
          {named ? `Delete all sessions of ${named.name}` : "Delete all sessions"}
        </Button>
      </Group>
    </Stack>
  );
}
