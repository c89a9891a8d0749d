// One field of an app's forms, entered in the way its kind is.
import { Button, Checkbox, FileButton, Group, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { Icon } from "../../kit/icon.tsx";
import type { Field, Typed } from "./field-types.ts";
import { PermissionSetChoice } from "./permission-set-choice.tsx";
import { RiskyCheck } from "./risky-check.tsx";
import { RunAs } from "./run-as.tsx";
import { ScopePicker } from "./scope-picker.tsx";
import { TokenMinutes } from "./token-minutes.tsx";

export interface FieldInputProps {
  readonly field: Field;
  readonly value: Typed;
  readonly problem: string | undefined;
  readonly onChange: (value: Typed) => void;
}

const KEPT = "Kept for metadata files: nothing on this server acts upon it.";

export function FieldInput({ field, value, problem, onChange }: FieldInputProps) {
  const about = field.kept ? [field.about, KEPT].filter(Boolean).join(" ") : field.about;
  const common = {
    name: field.name,
    label: field.label,
    description: about,
    error: problem,
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
    // The asterisk is said in words to screen readers; the server is the one that asks for a value.
    withAsterisk: field.required ?? false,
  };
  const text = String(value);
  switch (field.kind) {
    case "text":
      return (
        <TextInput
          {...common}
          type={field.type ?? "text"}
          value={text}
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "number":
      return (
        <TextInput
          {...common}
          inputMode={field.decimals ? "decimal" : "numeric"}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value.replace(field.decimals ? /[^\d.]/g : /\D/g, ""))}
        />
      );
    case "area":
    case "lines":
    case "pairs":
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={10}
          value={text}
          spellCheck={field.kind === "area"}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "choice":
      return (
        <NativeSelect
          {...common}
          data={field.options.map(([option, label]) => ({ value: option, label }))}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "check":
      return field.risk === undefined ? (
        <Stack gap={4}>
          <Checkbox
            name={field.name}
            label={field.label}
            description={about}
            error={problem}
            checked={value === true}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          {value === true && field.warning && <Warning>{field.warning}</Warning>}
        </Stack>
      ) : (
        <RiskyCheck field={field} risk={field.risk} checked={value === true} problem={problem} onChange={onChange} />
      );
    case "certificate":
      return (
        <Stack gap="xs" align="flex-start">
          <Textarea
            {...common}
            w="100%"
            autosize
            minRows={2}
            maxRows={8}
            value={text}
            spellCheck={false}
            placeholder="-----BEGIN CERTIFICATE-----"
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          <FileButton
            accept=".pem,.crt,.cer"
            onChange={async (file) => {
              if (file) onChange(await file.text());
            }}
          >
            {(props) => (
              <Button {...props} size="xs" variant="default">
                Upload Certificate
              </Button>
            )}
          </FileButton>
        </Stack>
      );
    case "scopes":
      return (
        <ScopePicker
          label={field.label}
          problem={problem}
          selected={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case "permissionSets":
      return <PermissionSetChoice {...common} value={Array.isArray(value) ? value : []} onChange={onChange} />;
    case "runAs":
      return <RunAs {...common} value={text} onChange={onChange} />;
    case "tokenMinutes":
      return <TokenMinutes {...common} value={text} onChange={onChange} />;
  }
}

/** What a person should know of a box that is ticked. */
export function Warning({ children }: { readonly children: string }) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" pl="2rem" maw="40rem">
      <Icon name="warning" size={16} />
      <Text size="sm">{children}</Text>
    </Group>
  );
}
