// The trace of one turn: what it came to, why each subagent was entered, its steps in time, and the variables it changed.
import { Alert, Button, Group, List, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Trace } from "../../../contract/setup-trace.ts";
import { AllVariables, Changes } from "./changes.tsx";
import { counted, millis, money } from "./measures.ts";
import { StepsTable } from "./steps-table.tsx";
import { Waterfall } from "./waterfall.tsx";

/** @param onShow shows a line of the script; without it, steps do not lead there */
export function TraceView({ trace, onShow }: { readonly trace: Trace; readonly onShow?: (line: number) => void }) {
  const [opened, setOpened] = useState<number>();
  const [as, setAs] = useState("bars");
  const changes = trace.steps
    .flatMap((step) => step.changes ?? [])
    // A variable may be set to what it held.
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  const entered = trace.steps.filter(({ kind }) => kind === "entered");
  return (
    <Stack gap="sm" component="section" aria-label={`Trace of turn ${trace.number}`}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          <b>Turn {trace.number}</b> · {summaryOf(trace)}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Show the steps as"
          value={as}
          onChange={setAs}
          data={[
            { value: "bars", label: "Bars" },
            { value: "table", label: "Table" },
          ]}
        />
      </Group>
      {trace.failure !== null && (
        <Alert color={trace.failure === "stopped" ? "gray" : "red"} py="xs">
          <Text size="sm">{failures[trace.failure] ?? `The turn failed: ${trace.failure}.`}</Text>
        </Alert>
      )}
      {trace.masked && (
        <Text size="xs" c="dimmed">
          What was said is not shown: {trace.preview ? "this preview is somebody else's, and its" : "the"} script does
          not set enable_enhanced_event_logs.
        </Text>
      )}
      {trace.steps.length === 0 && <Text size="sm">The turn left no steps on record.</Text>}
      {trace.steps.length > 0 && as === "table" && <StepsTable trace={trace} />}
      {trace.steps.length > 0 && as === "bars" && (
        <Waterfall trace={trace} opened={opened} onOpen={setOpened} onShow={onShow} />
      )}
      {entered.length > 0 && (
        <div>
          <Heading>Why this subagent</Heading>
          <List size="sm" spacing={2}>
            {entered.map(({ title, why }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a turn never change
              <List.Item key={at}>
                <b>{title}</b>: {why}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <Variables trace={trace} changes={changes} />
    </Stack>
  );
}

function Variables({
  trace,
  changes,
}: {
  readonly trace: Trace;
  readonly changes: Parameters<typeof Changes>[0]["changes"];
}) {
  const [all, setAll] = useState(false);
  return (
    <div>
      <Group justify="space-between">
        <Heading>Variables</Heading>
        <Button size="compact-xs" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Changes only" : "All variables"}
        </Button>
      </Group>
      {all && <AllVariables values={trace.after} />}
      {!all && changes.length > 0 && <Changes changes={changes} />}
      {!all && changes.length === 0 && <Text size="sm">The turn changed none.</Text>}
    </div>
  );
}

function Heading({ children }: { readonly children: string }) {
  return (
    <Text fw={600} size="sm" component="h3">
      {children}
    </Text>
  );
}

const summaryOf = ({ durationMs, modelCalls, inputTokens, outputTokens, model, cost }: Trace): string =>
  [
    millis(durationMs),
    `${counted(modelCalls, "model call")}${model ? ` of ${model}` : ""}`,
    `${inputTokens} tokens in, ${outputTokens} out`,
    ...(cost === undefined ? [] : [money(cost)]),
  ].join(" · ");

/** Why a turn did not come to its own end. */
const failures: Readonly<Record<string, string>> = {
  stopped: "The turn was stopped.",
  timeout: "The turn took longer than a turn may take, and was stopped.",
  lost: "Another server took the session over.",
  broken: "The server failed in this turn. Its log says why.",
  unanswered: "The agent had no answer. The last step says why.",
};
