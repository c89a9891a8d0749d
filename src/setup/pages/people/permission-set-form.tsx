// The form of a permission set: what it is called, and what its holders get.
import { MultiSelect, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Answer } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { FormEnd } from "../../kit/form-end.tsx";

export interface SetFields {
  readonly apiName: string;
  readonly label: string;
  readonly scopes: string[];
  readonly agents: string[];
}

export const emptySet: SetFields = { apiName: "", label: "", scopes: [], agents: [] };

/** An API name for a label, as the original makes one: letters, digits and single underscores. */
const apiNameOf = (label: string) =>
  label
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^[^A-Za-z]+|_+$/g, "")
    .slice(0, 80);

export function PermissionSetForm({
  initial,
  isNew = false,
  saving,
  error,
  onSave,
  onCancel,
}: {
  readonly initial: SetFields;
  readonly isNew?: boolean;
  readonly saving: boolean;
  readonly error: Error | null;
  readonly onSave: (fields: SetFields) => void;
  readonly onCancel: () => void;
}) {
  const known = useAsk("permissionSets");
  const agents = useAsk("agents");
  const form = useForm<SetFields>({
    initialValues: initial,
    validate: {
      label: (label) => (label.trim() === "" ? "Give it a label" : null),
      apiName: (name) =>
        !/^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name)
          ? "Letters, digits and single underscores, beginning with a letter"
          : isNew && known.data?.permissionSets.some(({ apiName }) => apiName === name)
            ? "Another permission set has this API name"
            : null,
    },
  });
  const name = (label: string) => {
    const untouched = isNew && form.values.apiName === apiNameOf(form.values.label);
    form.setValues({ label, ...(untouched && { apiName: apiNameOf(label) }) });
  };
  // Agents that were named and are gone stay named until somebody takes them out.
  const gone = initial.agents.filter(
    (each) => !agents.data?.agents.some(({ developerName }) => developerName === each),
  );
  return (
    <Answer of={known} lines={5}>
      {({ scopes }) => (
        <form onSubmit={form.onSubmit(onSave)} noValidate>
          <Stack maw="40rem">
            <TextInput
              label="Label"
              withAsterisk
              maxLength={80}
              {...form.getInputProps("label")}
              onChange={(event) => name(event.currentTarget.value)}
            />
            <TextInput
              label="API Name"
              withAsterisk
              maxLength={80}
              disabled={!isNew}
              {...form.getInputProps("apiName")}
            />
            <MultiSelect
              label="Scopes for its holders only"
              description="An app gives a scope that stands in a permission set to its holders, and to nobody else."
              data={scopes.map(({ scope, label }) => ({ value: scope, label: `${scope}: ${label}` }))}
              searchable
              {...form.getInputProps("scopes")}
            />
            <MultiSelect
              label="Agents that its holders may talk to"
              description="Once any permission set names an agent, an agent that none names is closed to everybody."
              data={[
                ...(agents.data?.agents ?? []).map(({ developerName, label }) => ({ value: developerName, label })),
                ...gone.map((value) => ({ value, label: `${value} (there is no such agent)` })),
              ]}
              searchable
              {...form.getInputProps("agents")}
            />
            <FormEnd saving={saving} error={error} onCancel={onCancel} />
          </Stack>
        </form>
      )}
    </Answer>
  );
}
