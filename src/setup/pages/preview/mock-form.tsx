// What simulated actions give back: JSON for each action, made from the types of its outputs until somebody edits it.
import { Text, Textarea } from "@mantine/core";
import type { Mocks, PreviewForm } from "../../../contract/setup-preview.ts";
import classes from "./preview.module.css";

/** What was typed, by the action's name. */
export type MockTexts = Readonly<Record<string, string>>;

type Action = PreviewForm["actions"][number];

export function MockForm({
  actions,
  texts,
  onType,
}: {
  readonly actions: readonly Action[];
  readonly texts: MockTexts;
  readonly onType: (texts: MockTexts) => void;
}) {
  if (actions.length === 0) return <NoActions />;
  return (
    <fieldset className={classes.fields} aria-label="Simulated results">
      {actions.map(({ name, target, mock }) => {
        const text = texts[name] ?? JSON.stringify(mock, null, 2);
        return (
          <Textarea
            key={name}
            size="xs"
            label={name}
            description={target}
            autosize
            minRows={2}
            maxRows={10}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            spellCheck={false}
            value={text}
            error={objectIn(text) ? undefined : "Write a JSON object: the outputs, or an error alone."}
            onChange={(event) => onType({ ...texts, [name]: event.currentTarget.value })}
          />
        );
      })}
    </fieldset>
  );
}

export const NoActions = () => (
  <Text size="sm" c="dimmed">
    The script calls no actions.
  </Text>
);

/** What was edited, as the server takes it. A text that is no object yet keeps its action as it was. */
export function mocksOf(texts: MockTexts): Mocks {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => {
      const object = objectIn(text);
      return object ? [[name, object]] : [];
    }),
  );
}

/** Texts of mocks, as the form shows them. */
export const textsOf = (mocks: Mocks): MockTexts =>
  Object.fromEntries(Object.entries(mocks).map(([name, mock]) => [name, JSON.stringify(mock, null, 2)]));

/** True where something that was typed cannot be used. */
export const isUnfinished = (texts: MockTexts): boolean => Object.values(texts).some((text) => !objectIn(text));

function objectIn(text: string): Mocks[string] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Mocks[string]) : undefined;
  } catch {
    return undefined;
  }
}
