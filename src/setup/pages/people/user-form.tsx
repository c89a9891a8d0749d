// The form of a user: who it is, what kind, and what the user may do.
import { MultiSelect, Radio, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Person } from "../../../contract/setup-people.ts";
import { useAsk } from "../../kit/ask.ts";
import { FormEnd } from "../../kit/form-end.tsx";
import { kindWords, rolesOf, roleWords } from "./words.ts";

/** What the form says of a user, in the words of dragoman.yaml. */
export interface UserFields {
  readonly username: string;
  readonly name: string;
  readonly kind: Person["kind"];
  readonly role: Person["role"];
  readonly email: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly permissionSets: string[];
}

export const emptyUser: UserFields = {
  username: "",
  name: "",
  kind: "standard",
  role: "viewer",
  email: "",
  locale: "en_US",
  timeZone: "UTC",
  permissionSets: [],
};

/** What the form begins with for a user who is there. */
export const fieldsOf = ({
  username,
  name,
  kind,
  role,
  email,
  locale,
  timeZone,
  permissionSets,
}: Person): UserFields => ({
  ...{ username, name, kind, role, locale, timeZone, permissionSets },
  email: email ?? "",
});

/** The fields as the server takes them. An email that is left empty is taken away. */
export const saidOf = ({ username: _, email, kind, ...fields }: UserFields) => ({
  ...fields,
  email: email.trim() || null,
  ...(kind !== "agent" && { kind }),
});

/** What differs from what the form began with: saving it does not undo what others changed meanwhile. */
export function changesOf(begun: UserFields, now: UserFields): Readonly<Record<string, unknown>> {
  const former: Readonly<Record<string, unknown>> = saidOf(begun);
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return Object.fromEntries(Object.entries(saidOf(now)).filter(([name, value]) => !same(value, former[name])));
}

export function UserForm({
  initial,
  own = false,
  isNew = false,
  saving,
  error,
  onSave,
  onCancel,
}: {
  readonly initial: UserFields;
  /** Whether it is the person at the page: one's own role and kind are somebody else's to change. */
  readonly own?: boolean;
  readonly isNew?: boolean;
  readonly saving: boolean;
  readonly error: Error | null;
  readonly onSave: (fields: UserFields) => void;
  readonly onCancel: () => void;
}) {
  const sets = useAsk("permissionSets");
  const form = useForm<UserFields>({
    initialValues: initial,
    validate: {
      username: (username) =>
        /^[^\s@]+@[^\s@]+$/.test(username.trim())
          ? null
          : "A username has the form of an e-mail address, such as ada@example.com",
      name: (name) => (name.trim() === "" ? "Give a name" : null),
    },
  });
  const { kind } = form.values;
  const kinds = initial.kind === "agent" ? (["agent"] as const) : (["standard", "api_only"] as const);
  const choose = (next: Person["kind"]) =>
    form.setValues({ kind: next, role: next === "standard" ? (isNew ? "viewer" : form.values.role) : "api" });
  return (
    <form onSubmit={form.onSubmit(onSave)} noValidate>
      <Stack maw="46rem">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label="Name" withAsterisk maxLength={80} autoComplete="off" {...form.getInputProps("name")} />
          <TextInput
            label="Username"
            withAsterisk
            maxLength={80}
            autoComplete="off"
            disabled={!isNew}
            description={isNew ? "In the form of an e-mail address; it need not be one" : "A username cannot change"}
            inputWrapperOrder={["label", "input", "description", "error"]}
            {...form.getInputProps("username")}
          />
        </SimpleGrid>
        <Radio.Group
          label="Kind"
          value={kind}
          onChange={(value) => choose(value as Person["kind"])}
          description={own ? "Your own kind is for another administrator to change." : undefined}
        >
          <Stack gap="xs" mt={6}>
            {kinds.map((each) => (
              <Radio
                key={each}
                value={each}
                label={kindWords[each].label}
                description={kindWords[each].about}
                disabled={own}
              />
            ))}
          </Stack>
        </Radio.Group>
        {kind === "standard" && (
          <Radio.Group
            label="Role"
            {...form.getInputProps("role")}
            description={own ? "Your own role is for another administrator to change." : undefined}
          >
            <Stack gap="xs" mt={6}>
              {rolesOf(kind).map((each) => (
                <Radio
                  key={each}
                  value={each}
                  label={roleWords[each].label}
                  description={roleWords[each].about}
                  disabled={own}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <MultiSelect
          label="Permission sets"
          description="They give scopes and agents that are for their holders only."
          placeholder={sets.data?.permissionSets.length === 0 ? "The org has none yet" : undefined}
          data={(sets.data?.permissionSets ?? []).map(({ apiName, label }) => ({ value: apiName, label }))}
          searchable
          {...form.getInputProps("permissionSets")}
        />
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput label="Email" type="email" autoComplete="off" {...form.getInputProps("email")} />
          <TextInput label="Locale" placeholder="en_US" {...form.getInputProps("locale")} />
          <TextInput label="Time zone" placeholder="Europe/Zurich" {...form.getInputProps("timeZone")} />
        </SimpleGrid>
        <FormEnd saving={saving} error={error} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
