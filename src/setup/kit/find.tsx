// The fields above a list that say which of its rows are meant.
import { Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

/** Milliseconds without a key after which the list is narrowed. */
const PAUSE_MS = 200;

/** Letters that the rows have, told a moment after they were typed. */
export function Find({
  label = "Find",
  placeholder,
  value,
  onChange,
}: {
  readonly label?: string;
  /** Where the letters are looked for. */
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (words: string) => void;
}) {
  const [words, setWords] = useState(value);
  const [told, setTold] = useState(value);
  const tell = useDebouncedCallback(onChange, PAUSE_MS);
  // What was typed comes back by way of the address, while more may be typed: only a field that was emptied there is.
  if (value !== told) {
    setTold(value);
    if (value === "") setWords("");
  }
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
      flex="1 1 14rem"
      maw="24rem"
    />
  );
}

interface View<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** The view that is asked for; the first one where there is none of the name. */
export const viewOf = <T extends string>(views: readonly [View<T>, ...View<T>[]], asked: string | undefined): T =>
  (views.find(({ value }) => value === asked) ?? views[0]).value;

/** One of several views, of which one always holds. */
export function Choice<T extends string>({
  label,
  data,
  value,
  onChange,
}: {
  readonly label: string;
  readonly data: readonly View<T>[];
  readonly value: T;
  readonly onChange: (chosen: T) => void;
}) {
  const choose = (chosen: string | null) => {
    const found = data.find((each) => each.value === chosen);
    if (found) onChange(found.value);
  };
  return <Select label={label} data={data} value={value} onChange={choose} allowDeselect={false} w="14rem" />;
}
