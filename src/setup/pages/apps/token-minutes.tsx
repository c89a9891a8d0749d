// Chooses one of the lifetimes that a token may have.
import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import { useAsk } from "../../kit/ask.ts";

export function TokenMinutes({
  value,
  onChange,
  ...others
}: Omit<NativeSelectProps, "value" | "onChange" | "data"> & {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { data } = useAsk("appChoices");
  const minutes = data?.tokenMinutes ?? (value ? [Number(value)] : []);
  return (
    <NativeSelect
      {...others}
      data={minutes.map((each) => ({ value: String(each), label: each === 1 ? "1 minute" : `${each} minutes` }))}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
