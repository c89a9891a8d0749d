// Enters a key of a provider, or puts another in its place.
import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { ModelKey } from "../../../contract/setup-models.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";

export function KeyDialog({ of: key, onClose }: { readonly of: ModelKey; readonly onClose: () => void }) {
  const { name, secret, entered, from } = key;
  const [value, setValue] = useState("");
  const enter = useTell("setModelKey", ["models", "home"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate(
      { params: { name }, body: { value } },
      {
        onSuccess: () => {
          notifications.show({
            message: `${name} is kept, and used from now on. Press Test to see whether it works.`,
            closeButtonProps: { "aria-label": "Dismiss" },
          });
          onClose();
        },
      },
    );
  };
  const field = {
    label: name,
    value,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => setValue(event.currentTarget.value),
    "data-autofocus": true,
    spellCheck: false,
  };
  return (
    <Modal opened onClose={onClose} title={entered ? "Replace the key" : "Enter a key"} centered>
      <form onSubmit={submit}>
        <Stack>
          {enter.error && <Problem error={enter.error} />}
          {from === "environment" && (
            <Text size="sm">The environment sets {name}: what is entered here waits until it no longer does.</Text>
          )}
          {secret ? (
            // No browser should offer to keep it, or fill in a password of the person's own.
            <PasswordInput {...field} description="It is sealed, and never shown again." autoComplete="new-password" />
          ) : (
            <TextInput {...field} autoComplete="off" />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={value.trim() === ""} loading={enter.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
