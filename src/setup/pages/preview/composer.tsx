// Where a person writes to the agent. Enter sends, Shift-Enter begins a line; while a turn runs, it can be stopped.
import { Button, Group, Textarea } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import classes from "./preview.module.css";

export function Composer({
  running,
  unsent,
  onSend,
  onStop,
}: {
  readonly running: boolean;
  /** Words to begin with: those that came too late for a conversation before this one. */
  readonly unsent: string;
  readonly onSend: (text: string) => void;
  readonly onStop: () => void;
}) {
  const [text, setText] = useState(unsent);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!running) field.current?.focus({ preventScroll: true });
  }, [running]);
  const send = () => {
    if (running || text.trim() === "") return;
    onSend(text.trim());
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap" className={classes.write}>
      <Textarea
        ref={field}
        aria-label="Message to the agent"
        placeholder="Write to the agent"
        autosize
        minRows={1}
        maxRows={6}
        style={{ flex: 1 }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {running ? (
        <Button variant="default" onClick={onStop}>
          Stop
        </Button>
      ) : (
        <Button disabled={text.trim() === ""} onClick={send}>
          Send
        </Button>
      )}
    </Group>
  );
}
