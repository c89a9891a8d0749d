// The fields above a list that say which of its rows are meant.
import { Select, TextInput } from "@mantine/core";

/** Letters that the rows have. */
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
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      flex="1 1 14rem"
      maw="24rem"
    />
  );
}

/** One of several views, of which one always holds. */
export function Choice<T extends string>({
  label,
  data,
  value,
  onChange,
}: {
  readonly label: string;
  readonly data: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (chosen: T) => void;
}) {
  const choose = (chosen: string | null) => {
    const found = data.find((each) => each.value === chosen);
    if (found) onChange(found.value);
  };
  return <Select label={label} data={data} value={value} onChange={choose} allowDeselect={false} w="14rem" />;
}
