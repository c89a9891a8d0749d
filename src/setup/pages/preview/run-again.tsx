// Runs a turn again from where the conversation stood before it: with the same words or others, and with either script.
import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Turn } from "./talk.ts";

export function RunAgain({
  turn,
  number,
  edited,
  onRun,
  onClose,
}: {
  readonly turn: Turn;
  readonly number: number;
  /** True where the script is another than the one the conversation began with. */
  readonly edited: boolean;
  readonly onRun: (text: string | undefined, withEdits: boolean) => void;
  readonly onClose: () => void;
}) {
  const isText = turn.message.type === "Text";
  const [text, setText] = useState(turn.said);
  const [withEdits, setWithEdits] = useState(edited);
  return (
    <Modal opened onClose={onClose} title={`Run again from turn ${number}`}>
      <Stack>
        <Text size="sm">
          The conversation goes back to where it stood before this turn. This turn and those after it leave the page;
          their sessions stay in the event logs.
        </Text>
        {isText ? (
          <Textarea
            label="Message"
            autosize
            minRows={2}
            value={text}
            data-autofocus
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : (
          <Text size="sm" fw={600}>
            {turn.said}
          </Text>
        )}
        <Checkbox
          label="With the script as it stands now"
          description={edited ? undefined : "It has not changed since the conversation began."}
          disabled={!edited}
          checked={withEdits}
          onChange={(event) => setWithEdits(event.currentTarget.checked)}
        />
        <Group>
          <Button
            disabled={isText && text.trim() === ""}
            onClick={() => onRun(isText ? text.trim() : undefined, withEdits)}
          >
            Run again
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
