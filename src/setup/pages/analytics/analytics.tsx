// Analytics: what the agents did over time, as charts and as tables.
import { Alert, SegmentedControl, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { useFilters } from "../../kit/filters.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { type Asked, names, questionOf } from "./asked.ts";
import { Chart } from "./chart.tsx";
import { charts } from "./charts.ts";
import { FailedActions } from "./failed-actions.tsx";
import { RangePicker } from "./range-picker.tsx";
import { SpanTable, VersionTable } from "./tables.tsx";

export default function AnalyticsPage() {
  const { asked, ask } = useFilters(names);
  const [as, setAs] = useState("charts");
  const address = JSON.stringify(asked);
  // "Now" moves on when something else is asked, not with every drawing of the page.
  const { query, mayHour } = useMemo(() => questionOf(JSON.parse(address) as Asked, Date.now()), [address]);
  const answer = useAsk("analytics", { query }, { keep: true });
  return (
    <PageFrame
      title="Analytics"
      about="Sessions, turns, how long answers take, what fails, and what it costs. Setup's own previews are left out."
      actions={
        <SegmentedControl
          aria-label="Show the figures as"
          value={as}
          onChange={setAs}
          data={[
            { value: "charts", label: "Charts" },
            { value: "table", label: "Table" },
          ]}
        />
      }
    >
      <RangePicker asked={asked} bucket={query.bucket} mayHour={mayHour} onAsk={ask} />
      <Answer of={answer} lines={10}>
        {(figures) =>
          figures.totals.sessions + figures.totals.turns === 0 ? (
            <Empty title="Nothing happened in this range">
              Figures are of sessions that clients hold over the Agent API. Choose a longer range, or hold a first
              conversation: Connect a client in the tree has the commands.
            </Empty>
          ) : (
            <Stack gap="lg">
              {as === "table" ? (
                <SpanTable answer={figures} bucket={query.bucket} />
              ) : (
                <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
                  {charts.map((plan) => (
                    <Chart key={plan.title} plan={plan} answer={figures} bucket={query.bucket} />
                  ))}
                </SimpleGrid>
              )}
              {figures.unpriced.length > 0 && (
                <Alert color="gray" title="Some models have no price">
                  <Text size="sm">
                    {`Cost leaves out ${figures.unpriced.join(", ")}. Name their prices in DRAGOMAN_MODEL_PRICES.`}
                  </Text>
                </Alert>
              )}
              <FailedActions actions={figures.actions} agent={query.agent} />
              <Stack gap="xs" component="section" aria-labelledby="versions">
                <Title order={2} size="h4" id="versions">
                  By agent and version
                </Title>
                <VersionTable versions={figures.versions} />
              </Stack>
            </Stack>
          )
        }
      </Answer>
    </PageFrame>
  );
}
