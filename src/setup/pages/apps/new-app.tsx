// New External Client App: the form that makes one, which stays as it was typed when the server refuses it.
import { Button, Checkbox, Group, Paper, Stack, Title } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { addresses } from "../../addresses.ts";
import { apiNameFrom } from "../../kit/api-name.ts";
import { useTell } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { fieldsOf, newApp } from "./draft.ts";
import { FieldGroup, OtherProblems } from "./field-groups.tsx";
import type { Group as FieldsGroup, Typed } from "./field-types.ts";
import { apiName, basicInformation, oauthGroups } from "./settings-fields.ts";
import { useForm } from "./use-form.ts";

const [labelField, ...basicOthers] = basicInformation.fields;
const basic: FieldsGroup = { ...basicInformation, fields: [labelField!, apiName, ...basicOthers] };
const fields = fieldsOf([basic, ...oauthGroups]);
const oauthNames: readonly string[] = fieldsOf(oauthGroups).map(({ name }) => name);

/** What is asked before the server is: what it cannot be asked about. */
function gapsIn(name: Typed, oauth: boolean): string | undefined {
  if (String(name).trim() === "") return "name: Give the app an API name";
  return oauth ? undefined : "oauth: Tick Enable OAuth: an app without it could not get a token";
}

export default function NewApp() {
  return (
    <PageFrame
      title="New External Client App"
      about="One for each client program. Whom it runs as is decided next, in its policies."
      up={{ label: "External Client Apps Manager", to: addresses.apps() }}
    >
      <NewAppForm />
    </PageFrame>
  );
}

function NewAppForm() {
  const navigate = useNavigate();
  const form = useForm(fields, newApp);
  const make = useTell("makeApp", ["apps", "app"]);
  const [oauth, setOauth] = useState(false);
  const [named, setNamed] = useState(false);
  const change = (name: string, value: Typed) => {
    form.change(name, value);
    if (name === apiName.name) setNamed(value !== "");
    if (name === labelField?.name && !named) form.change(apiName.name, apiNameFrom(String(value)));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    form.forgive();
    const gap = gapsIn(form.typed.name ?? "", oauth);
    if (gap) return form.refuse(gap, ["oauth"]);
    const { name, ...typed } = form.changes;
    try {
      await make.mutateAsync({
        body: { name: String(name), fields: { ...newApp, label: "", contactEmail: "", ...typed } },
      });
    } catch (error) {
      return form.refuse((error as Error).message);
    }
    form.leave();
    await navigate({ to: addresses.app(String(name)) });
  };
  const { problems } = form;
  const hidden = oauth ? [] : Object.entries(problems.at).filter(([name]) => oauthNames.includes(name));
  const shown = { ...problems, others: [...problems.others, ...hidden.map(([, sentence]) => sentence)] };
  return (
    <form onSubmit={submit} noValidate aria-label="New External Client App">
      <Stack>
        <OtherProblems problems={shown} />
        <FieldGroup group={basic} typed={form.typed} problems={problems} onChange={change} />
        <Paper withBorder p="md" component="section" aria-label="API (Enable OAuth Settings)">
          <Stack>
            <Title order={2} size="h4">
              API (Enable OAuth Settings)
            </Title>
            <Checkbox
              label="Enable OAuth"
              checked={oauth}
              error={problems.at.oauth}
              onChange={(event) => setOauth(event.currentTarget.checked)}
            />
          </Stack>
        </Paper>
        {oauth &&
          oauthGroups.map((group) => (
            <FieldGroup key={group.title} group={group} typed={form.typed} problems={problems} onChange={change} />
          ))}
        <Group>
          <Button type="submit" loading={make.isPending}>
            Create
          </Button>
          <Button variant="default" component={Link} to={addresses.apps()}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
