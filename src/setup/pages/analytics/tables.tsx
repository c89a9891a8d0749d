// The same figures as tables: all of them by span, and those of each version.
import { Table, Text } from "@mantine/core";
import type { Analytics, Bucket, Figures } from "../../../contract/setup-analytics.ts";
import { WideTable } from "../../kit/wide-table.tsx";
import { spanInWords } from "./asked.ts";
import { charts, written } from "./charts.ts";

const columns = charts.flatMap((plan) => plan.series.map((series) => ({ plan, ...series })));
const heads = columns.map(({ plan, label }) => (plan.series.length > 1 ? `${plan.title}: ${label}` : label));

/** A value and its unit stay together. */
const inOneLine = { whiteSpace: "nowrap" } as const;

interface Props {
  readonly answer: Analytics;
  readonly bucket: Bucket;
}

/** Every value of every chart, and the range as a whole below. */
export function SpanTable({ answer: { points, totals }, bucket }: Props) {
  return (
    <WideTable label="Figures by time" heads={[bucket === "hour" ? "Hour" : "Day", ...heads]} minWidth={1100}>
      {points.map((point) => (
        <Row key={point.at} head={spanInWords(point.at, bucket)} figures={point} />
      ))}
      <Row head="All" figures={totals} />
    </WideTable>
  );
}

function Row({ head, figures }: { readonly head: string; readonly figures: Figures }) {
  return (
    <Table.Tr fz="sm">
      <Table.Th scope="row" fw={500} style={inOneLine}>
        {head}
      </Table.Th>
      {columns.map(({ plan, name }) => (
        <Table.Td key={name}>{written(plan, figures, name)}</Table.Td>
      ))}
    </Table.Tr>
  );
}

const versionHeads = [
  "Agent",
  "Version",
  "Sessions",
  "Turns",
  "Failed turns",
  "Failed actions",
  "p50",
  "p95",
  "Tokens in",
  "Tokens out",
];

const millis = (value: number | null) => (value === null ? "–" : `${Math.round(value).toLocaleString()} ms`);

export function VersionTable({ versions }: { readonly versions: Analytics["versions"] }) {
  if (versions.length === 0) return <Text size="sm">No version was used in this range.</Text>;
  return (
    <WideTable label="Figures by version" heads={versionHeads} minWidth={900}>
      {versions.map((each) => (
        <Table.Tr key={each.versionId} fz="sm">
          <Table.Td>{each.agent.label}</Table.Td>
          <Table.Td>{each.version === null ? "deleted" : `v${each.version}`}</Table.Td>
          <Table.Td>{each.sessions.toLocaleString()}</Table.Td>
          <Table.Td>{each.turns.toLocaleString()}</Table.Td>
          <Table.Td>{each.failed.toLocaleString()}</Table.Td>
          <Table.Td>{each.failedActions.toLocaleString()}</Table.Td>
          <Table.Td style={inOneLine}>{millis(each.p50Ms)}</Table.Td>
          <Table.Td style={inOneLine}>{millis(each.p95Ms)}</Table.Td>
          <Table.Td>{each.inputTokens.toLocaleString()}</Table.Td>
          <Table.Td>{each.outputTokens.toLocaleString()}</Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}
