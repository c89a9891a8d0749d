// The habits that differ from the RFCs: a switch for each, with what it means on and off.
import { Anchor, Stack, Switch, Text } from "@mantine/core";
import type { Habit, SecuritySettings } from "../../../contract/setup-org.ts";
import { InlineCode } from "../../kit/inline-code.tsx";

type Quirks = SecuritySettings["quirks"];

export function Habits({
  habits,
  profile,
  quirks,
  readOnly,
  onChange,
}: {
  readonly habits: readonly Habit[];
  readonly profile: SecuritySettings["profile"];
  readonly quirks: Quirks;
  readonly readOnly: boolean;
  readonly onChange: (quirks: Quirks) => void;
}) {
  const byProfile = profile === "compat";
  const { length: own } = Object.keys(quirks);
  /** What the profile says anyhow is not said again. */
  const decide = (name: string, on: boolean) => {
    const { [name]: _, ...others } = quirks;
    onChange(on === byProfile ? others : { ...others, [name]: on });
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {own === 0 ? "All are as the profile says." : `${own} of ${habits.length} are otherwise than the profile says.`}{" "}
        {own > 0 && !readOnly && (
          <Anchor component="button" type="button" size="sm" onClick={() => onChange({})}>
            All as the profile says
          </Anchor>
        )}
      </Text>
      {habits.map(({ name, sentence, strict }) => {
        const on = quirks[name] ?? byProfile;
        return (
          <Switch
            key={name}
            checked={on}
            disabled={readOnly}
            onChange={(event) => decide(name, event.currentTarget.checked)}
            label={<InlineCode text={sentence} />}
            description={
              <>
                Off: <InlineCode text={strict} /> <code>{name}</code>
                {name in quirks && " (otherwise than the profile)"}
              </>
            }
          />
        );
      })}
    </Stack>
  );
}
