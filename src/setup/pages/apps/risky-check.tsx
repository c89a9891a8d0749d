// A box that is ticked only after its risk was read and accepted.
import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { AskFirst } from "../../kit/ask-first.tsx";
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
      <AskFirst
        opened={asked}
        title={`${field.label}?`}
        button="I accept the risk"
        color="sea"
        onGo={() => settle(true)}
        onClose={() => settle(false)}
      >
        {risk}
      </AskFirst>
    </>
  );
}
