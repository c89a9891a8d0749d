// The steps of a turn as a table: the same as the bars, for whoever reads rather than looks.
import { Table } from "@mantine/core";
import type { Trace } from "../../../contract/setup-trace.ts";
import { millis } from "./measures.ts";
import { stepKinds } from "./step-kinds.ts";

export function StepsTable({ trace }: { readonly trace: Trace }) {
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table striped fz="xs" aria-label="Steps of the turn">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Step</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>Subagent</Table.Th>
            <Table.Th ta="right">After</Table.Th>
            <Table.Th ta="right">Took</Table.Th>
            <Table.Th>Problems</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {trace.steps.map(({ kind, title, subagent, startMs, durationMs, errors }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a turn never change
            <Table.Tr key={at}>
              <Table.Td>{stepKinds[kind].word}</Table.Td>
              <Table.Td>{title}</Table.Td>
              <Table.Td>{subagent}</Table.Td>
              <Table.Td ta="right">{millis(startMs)}</Table.Td>
              <Table.Td ta="right">{millis(durationMs)}</Table.Td>
              <Table.Td>{errors.join(" ") || "none"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
