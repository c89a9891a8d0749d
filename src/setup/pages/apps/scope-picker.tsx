// Chooses scopes between two lists, Available and Selected: with a pointer, or with arrow keys, space and enter.
import { Button, Fieldset, SimpleGrid, Stack, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import type { OfferedScope } from "../../../contract/setup-apps.ts";
import { useAsk } from "../../kit/ask.ts";
import { ScopeList } from "./scope-list.tsx";
import { scopeTitle } from "./scope-title.ts";

export function ScopePicker({
  label,
  problem,
  selected,
  onChange,
}: {
  readonly label: string;
  readonly problem: string | undefined;
  /** API values. */
  readonly selected: readonly string[];
  readonly onChange: (selected: readonly string[]) => void;
}) {
  const { data } = useAsk("appChoices");
  const [words, setWords] = useState("");
  const [said, setSaid] = useState("");
  const offered = data?.scopes ?? [];
  const chosen = offered.filter(({ values }) => values.some((value) => selected.includes(value)));
  const left = offered.filter(
    (scope) => !chosen.includes(scope) && scopeTitle(scope).toLowerCase().includes(words.trim().toLowerCase()),
  );
  const add = (scopes: readonly OfferedScope[]) => {
    onChange([...selected, ...scopes.map(({ values }) => values[0]!)]);
    setSaid(`${scopes.map(scopeTitle).join(", ")} selected`);
  };
  const remove = (scopes: readonly OfferedScope[]) => {
    const gone = scopes.flatMap(({ values }) => values);
    onChange(selected.filter((value) => !gone.includes(value)));
    setSaid(`${scopes.map(scopeTitle).join(", ")} no longer selected`);
  };
  return (
    <Fieldset legend={`${label} *`} p="sm">
      <Stack gap="sm">
        <TextInput
          aria-label="Filter the available scopes"
          placeholder="Filter, such as chatbot"
          size="xs"
          maw="20rem"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <ScopeList
            title="Available"
            scopes={left}
            empty={words ? "No scope goes by these words." : "Every scope is selected."}
            move="Add to Selected"
            onMove={add}
          />
          <ScopeList
            title="Selected"
            scopes={chosen}
            empty="None yet. The Agent API needs api, refresh_token, chatbot_api and sfap_api."
            move="Remove from Selected"
            onMove={remove}
          />
        </SimpleGrid>
        {problem && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {problem}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          Keys: arrows move, space marks, enter moves to the other list.{" "}
          <Button size="compact-xs" variant="subtle" onClick={() => add(guided(offered, selected))}>
            Select what the Agent API needs
          </Button>
        </Text>
        <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
      </Stack>
    </Fieldset>
  );
}

/** Those of the guide's four scopes that are not selected yet. */
const guided = (offered: readonly OfferedScope[], selected: readonly string[]) =>
  offered.filter(
    ({ values }) =>
      values.some((value) => ["api", "refresh_token", "chatbot_api", "sfap_api"].includes(value)) &&
      !values.some((value) => selected.includes(value)),
  );
