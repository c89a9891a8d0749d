// What lets a user in or keeps one out: the lock, the link that sets a password, and whether the user is active.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Person } from "../../../contract/setup-people.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";
import { AskFirst } from "../../kit/ask-first.tsx";
import { Card } from "../../kit/card.tsx";
import { CopyField } from "../../kit/copy-field.tsx";
import { When } from "../../kit/when.tsx";

interface AccessProps {
  readonly person: Person;
  readonly own: boolean;
}

export function Access({ person, own }: AccessProps) {
  return (
    <Card title="Access">
      {person.lockedUntil !== null && <Locked person={person} />}
      {person.kind === "standard" && <PasswordLink person={person} />}
      <Activity person={person} own={own} />
    </Card>
  );
}

function Locked({ person }: { readonly person: Person }) {
  const unlock = useTell("unlockUser", ["people", "home"]);
  return (
    <Alert color="orange" title="Locked">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          Too many wrong passwords were given. The lock ends by itself at <When at={person.lockedUntil} />.
        </Text>
        {unlock.error && <Problem error={unlock.error} />}
        <Button
          size="xs"
          variant="default"
          loading={unlock.isPending}
          onClick={() => unlock.mutate({ params: { user: person.id } })}
        >
          Unlock
        </Button>
      </Stack>
    </Alert>
  );
}

function PasswordLink({ person }: { readonly person: Person }) {
  const link = useTell("passwordLink", []);
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        {person.hasPassword
          ? "The user has a password. A link lets the user set another one."
          : "The user has no password yet. Make a link, and give it to the user over a channel you trust."}
      </Text>
      {link.error && <Problem error={link.error} />}
      {link.data ? (
        <Alert color="sea" w="100%" title="The link is shown once">
          <Stack gap="xs">
            <CopyField label="Password link" value={link.data.url} />
            <Text size="sm">
              Whoever has it sets the password of {person.name}. It works once, until <When at={link.data.expiresAt} />.
            </Text>
          </Stack>
        </Alert>
      ) : (
        <Button
          size="xs"
          variant="default"
          loading={link.isPending}
          disabled={!person.active}
          onClick={() => link.mutate({ params: { user: person.id } })}
        >
          Make a password link
        </Button>
      )}
    </Stack>
  );
}

function Activity({ person, own }: AccessProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const activate = useTell("activateUser", ["people", "users", "runAsCandidates", "home"]);
  const tell = (active: boolean) =>
    activate.mutate({ params: { user: person.id }, body: { active } }, { onSuccess: close });
  if (own) {
    return (
      <Text size="sm" c="dimmed">
        You cannot deactivate yourself: ask another administrator.
      </Text>
    );
  }
  return (
    <>
      {activate.error && !opened && <Problem error={activate.error} />}
      <Group>
        <Button
          size="xs"
          variant="default"
          loading={activate.isPending && !opened}
          onClick={() => (person.active ? open() : tell(true))}
        >
          {person.active ? "Deactivate" : "Activate"}
        </Button>
      </Group>
      <AskFirst
        opened={opened}
        title={`Deactivate ${person.name}?`}
        button="Deactivate"
        busy={activate.isPending}
        error={activate.error}
        onGo={() => tell(false)}
        onClose={close}
      >
        The user is logged out everywhere, tokens that were issued for the user end, and apps that run as the user get
        none. The user can be activated again.
      </AskFirst>
    </>
  );
}
