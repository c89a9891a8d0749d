// Asks once more before a deed that ends something, or that is not easily undone.
import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem } from "./answer.tsx";

/** A dialog with what the deed leads to, the button that does it, and the way out, which has the focus. */
export function AskFirst({
  opened = true,
  title,
  button,
  color = "red",
  leave = "Cancel",
  busy = false,
  error = null,
  onGo,
  onClose,
  children,
}: {
  readonly opened?: boolean;
  readonly title: string;
  /** What the button that does it says. */
  readonly button: string;
  readonly color?: "red" | "sea";
  readonly leave?: string;
  readonly busy?: boolean;
  /** Why it was not done. */
  readonly error?: Error | null;
  readonly onGo: () => void;
  readonly onClose: () => void;
  /** What it leads to. */
  readonly children: ReactNode;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      <Stack>
        <Stack gap="xs" fz="sm">
          {children}
        </Stack>
        {error && <Problem error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {leave}
          </Button>
          <Button color={color} loading={busy} onClick={onGo}>
            {button}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
