// Below a conversation that is over: why, and the way on.
import { Anchor, Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { addresses } from "../../addresses.ts";

/** Sentences by the reason of the end, or by how the session stood when it was found again. */
const endings: Readonly<Record<string, string>> = {
  Action: "The agent ended the session: a client cannot send to it any more.",
  ClientRequest: "You ended the session: a client cannot send to it any more.",
  UserRequest: "You ended the session: a client cannot send to it any more.",
  Other: "The session was ended elsewhere: by a run from an earlier turn, or because newer previews took its place.",
  expired: "The session is over: it had no message for too long.",
  deleted: "The agent was deleted, so this preview is over.",
};

export function Ending({
  reason,
  unsent,
  onAnew,
}: {
  readonly reason: string;
  /** True where a message came too late. */
  readonly unsent: boolean;
  readonly onAnew: () => void;
}) {
  return (
    <Group gap="xs" role="status">
      <Text size="sm" c="dimmed">
        {endings[reason] ?? `The session is over (${reason}): a client cannot send to it any more.`}
        {unsent && reason !== "deleted" && " What you wrote waits for the next conversation."}
      </Text>
      {reason === "deleted" ? (
        <Anchor component={Link} to={addresses.agents()} size="sm">
          Open another agent
        </Anchor>
      ) : (
        <Button size="xs" onClick={onAnew}>
          New conversation
        </Button>
      )}
    </Group>
  );
}
