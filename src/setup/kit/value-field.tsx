// A field for one value, as its declared type wants it typed.
import { NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import type { InputKind } from "../../contract/setup-preview.ts";
import { isReadable } from "./typed.ts";

export function ValueField({
  kind,
  label,
  about,
  placeholder,
  disabled = false,
  value,
  onChange,
}: {
  readonly kind: InputKind;
  readonly label: string;
  readonly about?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const parts = { size: "sm", label, description: about, placeholder, disabled } as const;
  switch (kind) {
    case "number":
      return <NumberInput {...parts} value={value} onChange={(given) => onChange(String(given))} />;
    case "boolean":
      return (
        <Select
          {...parts}
          clearable
          data={["true", "false"]}
          value={value || null}
          onChange={(one) => onChange(one ?? "")}
        />
      );
    case "json":
      return (
        <Textarea
          {...parts}
          ff="monospace"
          autosize
          minRows={2}
          value={value}
          error={isReadable(kind, value) ? undefined : "This is not JSON yet."}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "text":
      return <TextInput {...parts} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
