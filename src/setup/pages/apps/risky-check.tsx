// A box that is ticked only after its risk was read and accepted.
import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Field } from "./field-types.ts";

export function RiskyCheck({
  field,
  risk,
  checked,
  problem,
  onChange,
}: {
  readonly field: Field;
  readonly risk: string;
  readonly checked: boolean;
  readonly problem: string | undefined;
  readonly onChange: (checked: boolean) => void;
}) {
  const [asked, setAsked] = useState(false);
  const settle = (accepted: boolean) => {
    setAsked(false);
    if (accepted) onChange(true);
  };
  return (
    <>
      <Checkbox
        name={field.name}
        label={field.label}
        description={field.about}
        error={problem}
        checked={checked}
        onChange={(event) => (event.currentTarget.checked ? setAsked(true) : onChange(false))}
      />
      <Modal opened={asked} onClose={() => settle(false)} title={`${field.label}?`} centered>
        <Stack>
          <Text size="sm">{risk}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => settle(false)}>
              Cancel
            </Button>
            <Button onClick={() => settle(true)} data-autofocus>
              I accept the risk
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
