// A tab of an app's fields: looked at, or edited and saved as what has changed.
import { Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { FormEvent } from "react";
import type { AppDetail } from "../../../contract/setup-records.ts";
import { useTell } from "../../kit/ask.ts";
import { fieldsOf, typedOf } from "./draft.ts";
import { FieldGroup, OtherProblems, ShownGroup } from "./field-groups.tsx";
import type { Group as FieldsGroup } from "./field-types.ts";
import { useForm } from "./use-form.ts";

interface EditTabProps {
  readonly app: AppDetail;
  readonly title: string;
  readonly groups: readonly FieldsGroup[];
  readonly mayEdit: boolean;
  readonly editing: boolean;
  readonly setEditing: (editing: boolean) => void;
}

export function EditTab(props: EditTabProps) {
  const { app, groups, mayEdit, editing, setEditing, title } = props;
  if (editing) return <EditForm {...props} />;
  const typed = typedOf(fieldsOf(groups), app.fields);
  return (
    <Stack>
      {mayEdit && (
        <Group>
          <Button variant="default" onClick={() => setEditing(true)} aria-label={`Edit ${title}`}>
            Edit
          </Button>
        </Group>
      )}
      {groups.map((group) => (
        <ShownGroup key={group.title} group={group} typed={typed} />
      ))}
    </Stack>
  );
}

function EditForm({ app, title, groups, setEditing }: EditTabProps) {
  const form = useForm(fieldsOf(groups), app.fields);
  const save = useTell("changeApp", ["apps", "app"]);
  const close = () => {
    form.leave();
    setEditing(false);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    form.forgive();
    if (Object.keys(form.changes).length === 0) return close();
    try {
      await save.mutateAsync({ params: { app: app.apiName }, body: { fields: form.changes } });
    } catch (error) {
      return form.refuse((error as Error).message);
    }
    notifications.show({ message: `${title} of ${app.label} saved` });
    close();
  };
  const buttons = (
    <Group>
      <Button type="submit" loading={save.isPending}>
        Save
      </Button>
      <Button variant="default" onClick={close}>
        Cancel
      </Button>
    </Group>
  );
  return (
    <form onSubmit={submit} noValidate aria-label={`Edit ${title}`}>
      <Stack>
        <OtherProblems problems={form.problems} />
        {groups.map((group) => (
          <FieldGroup
            key={group.title}
            group={group}
            typed={form.typed}
            problems={form.problems}
            onChange={form.change}
          />
        ))}
        {buttons}
      </Stack>
    </form>
  );
}
