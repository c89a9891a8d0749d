// The same figures as tables: all of them by span, and those of each version.
import { Table, Text } from "@mantine/core";
import type { Analytics, Bucket } from "../../../contract/setup-analytics.ts";
import { spanInWords } from "./asked.ts";
import { charts, written } from "./charts.ts";

const columns = charts.flatMap((plan) => plan.series.map((series) => ({ plan, ...series })));

/** Every value of every chart. */
export function SpanTable({
  answer: { points, totals },
  bucket,
}: {
  readonly answer: Analytics;
  readonly bucket: Bucket;
}) {
  return (
    <Table.ScrollContainer minWidth={960}>
      <Table fz="sm" verticalSpacing={4} aria-label="Figures by time">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{bucket === "hour" ? "Hour" : "Day"}</Table.Th>
            {columns.map(({ plan, name, label }) => (
              <Table.Th key={name}>{plan.series.length > 1 ? `${plan.title}: ${label}` : label}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={point.at}>
              <Table.Th fw={400}>{spanInWords(point.at, bucket)}</Table.Th>
              {columns.map(({ plan, name }) => (
                <Table.Td key={name}>{written(plan, point, name)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th>All</Table.Th>
            {columns.map(({ plan, name }) => (
              <Table.Th key={name}>{written(plan, totals, name)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Table.ScrollContainer>
  );
}

const millis = (value: number | null) => (value === null ? "–" : `${Math.round(value).toLocaleString()} ms`);

export function VersionTable({ versions }: { readonly versions: Analytics["versions"] }) {
  if (versions.length === 0) return <Text size="sm">No version was used in this range.</Text>;
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table fz="sm" verticalSpacing={4} aria-label="Figures by version">
        <Table.Thead>
          <Table.Tr>
            {["Agent", "Version", "Sessions", "Turns", "Failed turns", "p50", "p95", "Tokens in", "Tokens out"].map(
              (name) => (
                <Table.Th key={name} style={{ whiteSpace: "nowrap" }}>
                  {name}
                </Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {versions.map((each) => (
            <Table.Tr key={each.versionId}>
              <Table.Td>{each.agent.label}</Table.Td>
              <Table.Td>{each.version === null ? "deleted" : `v${each.version}`}</Table.Td>
              <Table.Td>{each.sessions.toLocaleString()}</Table.Td>
              <Table.Td>{each.turns.toLocaleString()}</Table.Td>
              <Table.Td>{each.failed.toLocaleString()}</Table.Td>
              <Table.Td>{millis(each.p50Ms)}</Table.Td>
              <Table.Td>{millis(each.p95Ms)}</Table.Td>
              <Table.Td>{each.inputTokens.toLocaleString()}</Table.Td>
              <Table.Td>{each.outputTokens.toLocaleString()}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
