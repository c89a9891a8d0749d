// Deletes a key that was entered in Setup.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ModelKey } from "../../../contract/setup-models.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";
import { NotProven } from "../../kit/proof.tsx";

export function DeleteKeyDialog({ of: { name }, onClose }: { readonly of: ModelKey; readonly onClose: () => void }) {
  const remove = useTell("deleteModelKey", ["models", "home"]);
  const refused = remove.error && !(remove.error instanceof NotProven) ? remove.error : null;
  return (
    <Modal opened onClose={onClose} title={`Delete ${name}?`} closeButtonProps={{ "aria-label": "Close" }} centered>
      <Stack>
        {refused && <Problem error={refused} />}
        <Text size="sm">
          No server uses it from then on. It stays valid with its provider: withdraw it there when somebody may know it.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate({ params: { name } }, { onSuccess: onClose })}
          >
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
