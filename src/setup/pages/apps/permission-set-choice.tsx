// Chooses permission sets by their labels.
import { MultiSelect, type MultiSelectProps } from "@mantine/core";
import { useAsk } from "../../kit/ask.ts";

export function PermissionSetChoice({
  value,
  onChange,
  ...others
}: Omit<MultiSelectProps, "value" | "onChange" | "data"> & {
  /** API names. */
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}) {
  const { data } = useAsk("permissionSets");
  const known = data?.permissionSets ?? [];
  const labels = new Map(known.map(({ apiName, label }) => [apiName, label]));
  const all = [...new Set([...labels.keys(), ...value])];
  return (
    <MultiSelect
      {...others}
      data={all.map((apiName) => ({ value: apiName, label: labels.get(apiName) ?? apiName }))}
      value={[...value]}
      onChange={onChange}
      searchable
      nothingFoundMessage="No permission set goes by these words. The page Permission Sets makes one."
    />
  );
}
