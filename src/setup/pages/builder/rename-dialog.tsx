// Renames what the cursor stands on, wherever the script mentions it.
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ScriptEditorHandle } from "./editor/script-editor.tsx";

/** A name of the script, at an offset, that can be renamed. */
export interface Renamed {
  readonly offset: number;
  readonly name: string;
}

export function RenameDialog({
  of: { offset, name },
  editor,
  onClose,
}: {
  readonly of: Renamed;
  readonly editor: ScriptEditorHandle;
  readonly onClose: () => void;
}) {
  const [wanted, setWanted] = useState(name);
  const [refusal, setRefusal] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (wanted === name) return onClose();
    const found = await editor.analyst.ask("rename", editor.text(), { offset, name: wanted });
    if (found.edits === undefined) return setRefusal(found.refusal);
    editor.edit(found.edits);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`Rename ${name}`} centered>
      <form onSubmit={submit}>
        <Stack>
          {refusal && (
            <Alert color="red" role="alert">
              {refusal}.
            </Alert>
          )}
          <TextInput
            label="New name"
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            data-autofocus
          />
          <Text size="sm" c="dimmed">
            Changes the definition and every mention, in code and in text.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Rename</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
