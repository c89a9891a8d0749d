// Session Settings: how long people stay logged in, when a user is locked, and how strictly the org speaks OAuth.
import { Button, Group, NumberInput, SegmentedControl, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import type { Habit, SecuritySettings } from "../../../contract/setup-org.ts";
import { Answer, Problem } from "../../kit/answer.tsx";
import { useAsk, useMay, useTell } from "../../kit/ask.ts";
import { Card } from "../../kit/card.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { Habits } from "./habits.tsx";

interface NumberField {
  readonly path: string;
  readonly label: string;
  readonly about: string;
  readonly least: number;
  readonly most: number;
}

/** Bounds are those of the org's settings; the server holds to them anyhow. */
const sessions: readonly NumberField[] = [
  {
    path: "sessionMinutes",
    label: "Timeout (minutes)",
    about: "Without a request for so long, a login session ends.",
    least: 5,
    most: 1440,
  },
  {
    path: "login.sessionHours",
    label: "Longest session (hours)",
    about: "After so long it ends, however busy it is.",
    least: 1,
    most: 720,
  },
];

const logins: readonly NumberField[] = [
  {
    path: "login.passwordMinLength",
    label: "Minimum password length",
    about: "For passwords set from now on.",
    least: 8,
    most: 128,
  },
  {
    path: "login.lockoutFailures",
    label: "Failed logins until a user is locked",
    about: "Counted from the last login that succeeded.",
    least: 1,
    most: 100,
  },
  {
    path: "login.lockoutMinutes",
    label: "Lock lasts (minutes)",
    about: "Then the user may try again. An administrator can unlock before.",
    least: 1,
    most: 1440,
  },
];

export default function SessionSettings() {
  const settings = useAsk("orgSettings");
  return (
    <PageFrame
      title="Session Settings"
      about="How people log in, and how strictly the org speaks OAuth. What dragoman.yaml says anew of these is applied when the server starts; the rest stays as it is set here."
    >
      <Answer of={settings} lines={8}>
        {(answer) => <SettingsForm settings={answer.settings} habits={answer.habits} />}
      </Answer>
    </PageFrame>
  );
}

function SettingsForm({
  settings,
  habits,
}: {
  readonly settings: SecuritySettings;
  readonly habits: readonly Habit[];
}) {
  const readOnly = !useMay("manage_org");
  const save = useTell("changeOrgSettings", ["orgSettings"]);
  const form = useForm<SecuritySettings>({ initialValues: settings });
  const submit = (values: SecuritySettings) =>
    save.mutate(
      { body: { ...values, was: form.getInitialValues() } },
      {
        onSuccess: (saved) => {
          form.setInitialValues(saved.settings);
          form.setValues(saved.settings);
          notifications.show({ message: "Session settings are saved.", color: "sea" });
        },
      },
    );
  const numbers = (fields: readonly NumberField[]) => (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {fields.map(({ path, label, about, least, most }) => (
        <NumberInput
          key={path}
          label={label}
          description={`${about} ${least} to ${most}.`}
          inputWrapperOrder={["label", "input", "description", "error"]}
          min={least}
          max={most}
          clampBehavior="blur"
          allowDecimal={false}
          required
          disabled={readOnly}
          {...form.getInputProps(path)}
        />
      ))}
    </SimpleGrid>
  );
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack gap="lg">
        <Card title="Session Timeout">{numbers(sessions)}</Card>
        <Card title="Password and lockout">{numbers(logins)}</Card>
        <Card title="What clients may do">
          <Switch
            label="The REST API for staged credentials shows consumer secrets"
            description="Off, secrets are shown on Setup's pages and by the operator's command line only."
            disabled={readOnly}
            {...form.getInputProps("secretInRest", { type: "checkbox" })}
          />
          <Switch
            label="The original's command line may log users in under its own client id, PlatformCLI"
            description="Off, only external client apps of this org log users in."
            disabled={readOnly}
            {...form.getInputProps("platformCli", { type: "checkbox" })}
          />
        </Card>
        <Card
          title="Habits on the wire"
          about="Clients of the original rely on habits that differ from the RFCs. The profile decides all of them; a switch below decides one."
        >
          <SegmentedControl
            aria-label="Profile"
            disabled={readOnly}
            data={[
              { value: "compat", label: "Compatible" },
              { value: "strict", label: "Strict: the RFCs" },
            ]}
            w="fit-content"
            {...form.getInputProps("profile")}
          />
          <Habits
            habits={habits}
            profile={form.values.profile}
            quirks={form.values.quirks}
            readOnly={readOnly}
            onChange={(quirks) => form.setFieldValue("quirks", quirks)}
          />
        </Card>
        {save.error && <Problem error={save.error} />}
        {readOnly ? (
          <Text size="sm" c="dimmed">
            An administrator can change these settings.
          </Text>
        ) : (
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
            <Button variant="default" disabled={!form.isDirty()} onClick={() => form.reset()}>
              Cancel
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
