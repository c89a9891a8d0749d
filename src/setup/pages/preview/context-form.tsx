// What a conversation is given at its start: a field for each variable that a client may set, typed as the script says.
import { Text } from "@mantine/core";
import type { ContextField } from "../../../contract/setup-preview.ts";
import { isReadable, readAs, type Typed } from "../../kit/typed.ts";
import { ValueField } from "../../kit/value-field.tsx";
import classes from "./preview.module.css";

export function ContextForm({
  fields,
  typed,
  onType,
}: {
  readonly fields: readonly ContextField[];
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
}) {
  if (fields.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No variables can be given: the script declares none that is linked, or has the visibility External.
      </Text>
    );
  }
  return (
    <fieldset className={classes.fields} aria-label="Variables">
      {fields.map(({ name, type, input, description, source, default: unset }) => (
        <ValueField
          key={name}
          kind={input}
          label={name}
          about={[type, description, source && `from ${source}`].filter(Boolean).join(" · ")}
          placeholder={unset === null || unset === undefined || unset === "" ? "not given" : JSON.stringify(unset)}
          value={typed[name] ?? ""}
          onChange={(value) => onType({ ...typed, [name]: value })}
        />
      ))}
    </fieldset>
  );
}

/** The values to start with; `undefined` while one of them cannot be read. */
export function valuesOf(
  fields: readonly ContextField[],
  typed: Typed,
): readonly { readonly name: string; readonly value: unknown }[] | undefined {
  const given = fields.filter(({ name }) => (typed[name] ?? "") !== "");
  if (!given.every(({ name, input }) => isReadable(input, typed[name]!))) return undefined;
  return given.map(({ name, input }) => ({ name, value: readAs(input, typed[name]!) }));
}
