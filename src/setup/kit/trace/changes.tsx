// Variables as they were and as they are: what changed, with both values, marked by sign and by colour.
import { Code, Table, Text } from "@mantine/core";
import type { VariableChange } from "../../../contract/setup-trace.ts";
import { shown } from "./measures.ts";
import classes from "./trace.module.css";

export function Changes({ changes }: { readonly changes: readonly VariableChange[] }) {
  return (
    <Table fz="xs" verticalSpacing={4} aria-label="Changed variables">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Variable</Table.Th>
          <Table.Th>Before</Table.Th>
          <Table.Th>After</Table.Th>
          <Table.Th>Set by</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map(({ name, before, after, by }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a variable may change twice, and the list never does
          <Table.Tr key={at}>
            <Table.Td>{name}</Table.Td>
            <Table.Td className={classes.before}>− {shown(before)}</Table.Td>
            <Table.Td className={classes.after}>+ {shown(after)}</Table.Td>
            <Table.Td>{by}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Every variable, as the turn left it. */
export function AllVariables({ values }: { readonly values: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return <Text size="sm">The script declares no variables.</Text>;
  return (
    <Code block className={classes.block} aria-label="All variables after the turn">
      {entries.map(([name, value]) => `${name} = ${shown(value)}`).join("\n")}
    </Code>
  );
}
