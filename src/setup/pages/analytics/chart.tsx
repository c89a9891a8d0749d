// One chart, drawn here: bars or lines over spans of time, with values where one points or goes with the arrow keys.
import { ActionIcon, Group, Paper, Stack, Text, Title, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import { type Analytics, type Bucket, formulas } from "../../../contract/setup-analytics.ts";
import { Icon } from "../../kit/icon.tsx";
import { spanInWords } from "./asked.ts";
import classes from "./chart.module.css";
import { axisEnd, type ChartPlan, written } from "./charts.ts";
import { Marks } from "./marks.tsx";

const HEIGHT = 168;
/** Room for the numbers at the left and for the times below. */
const LEFT = 52;
const BELOW = 22;
const ABOVE = 8;

interface Props {
  readonly plan: ChartPlan;
  readonly answer: Analytics;
  readonly bucket: Bucket;
}

export function Chart({ plan, answer: { points, totals }, bucket }: Props) {
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number>();
  const id = useId();
  const values = points.map((point) => plan.series.map(({ name }) => point[name]));
  const end = axisEnd(Math.max(0, ...values.flat().map((value) => value ?? 0)));
  const inner = { left: LEFT, top: ABOVE, width: Math.max(0, width - LEFT - 4), height: HEIGHT - ABOVE - BELOW };
  const step = points.length === 0 ? 0 : inner.width / points.length;
  const chosen = at === undefined ? undefined : points[at];

  const point = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    setAt(Math.min(points.length - 1, Math.max(0, Math.floor(x / step))));
  };
  const go = (event: KeyboardEvent) => {
    const to = { ArrowLeft: (at ?? points.length) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: points.length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.min(points.length - 1, Math.max(0, to)));
  };

  return (
    <Paper withBorder p="sm" component="section" aria-labelledby={id}>
      <Stack gap={4}>
        <Group justify="space-between" wrap="nowrap">
          <Group gap={4} wrap="nowrap">
            <Title order={2} size="h5" id={id}>
              {plan.title}
            </Title>
            <About plan={plan} />
          </Group>
          <Text size="sm" fw={650}>
            {plan.series.map(({ name }) => written(plan, totals, name)).join(" / ")}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" aria-live="polite" truncate>
          {chosen
            ? `${spanInWords(chosen.at, bucket)}: ${plan.series.map(({ name, label }) => `${label} ${written(plan, chosen, name)}`).join(", ")}`
            : plan.series.map(({ label }) => label).join(" / ")}
        </Text>
        <div ref={ref}>
          <svg
            className={classes.chart}
            width={width}
            height={HEIGHT}
            role="img"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk along the values
            tabIndex={0}
            aria-label={`${plan.title} by the ${bucket}. The arrow keys read the values; a table has them all.`}
            onPointerMove={point}
            onPointerLeave={() => setAt(undefined)}
            onKeyDown={go}
            onBlur={() => setAt(undefined)}
          >
            {[0, 0.5, 1].map((share) => (
              <g key={share} transform={`translate(0 ${inner.top + inner.height * (1 - share)})`}>
                <line className={classes.rule} x1={LEFT} x2={width} />
                <text className={classes.number} x={LEFT - 6} dy="0.32em" textAnchor="end">
                  {plan.write(end * share)}
                </text>
              </g>
            ))}
            {at !== undefined && (
              <rect className={classes.chosen} x={LEFT + at * step} y={inner.top} width={step} height={inner.height} />
            )}
            <g transform={`translate(${inner.left} ${inner.top})`}>
              <Marks draw={plan.draw} values={values} end={end} width={inner.width} height={inner.height} />
            </g>
            {points.length > 0 &&
              [0, points.length - 1].map((index) => (
                <text
                  key={index === 0 ? "first" : "last"}
                  className={classes.number}
                  x={index === 0 ? LEFT : width}
                  y={HEIGHT - 6}
                  textAnchor={index === 0 ? "start" : "end"}
                >
                  {index > 0 || points.length === 1 || width > 200 ? spanInWords(points[index]!.at, bucket) : ""}
                </text>
              ))}
          </svg>
        </div>
      </Stack>
    </Paper>
  );
}

/** What the figures of a chart are. */
function About({ plan }: { readonly plan: ChartPlan }) {
  const sentences = plan.series.map(({ name, label }) => `${label}: ${formulas[name]}`).join(" ");
  return (
    <Tooltip label={sentences} multiline w={320} events={{ hover: true, focus: true, touch: true }}>
      <ActionIcon variant="subtle" size="sm" aria-label={`What ${plan.title} means. ${sentences}`}>
        <Icon name="help" size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
