// Asks once more before something is lost.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";

export interface Confirmed {
  readonly title: string;
  readonly says: string;
  readonly button: string;
  readonly deed: () => unknown;
}

export function ConfirmDialog({
  of: { title, says, button, deed },
  onClose,
}: {
  readonly of: Confirmed;
  readonly onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    await deed();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <Stack>
        <Text size="sm">{says}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red" onClick={go} loading={busy}>
            {button}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
