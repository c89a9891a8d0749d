// The steps of a test: done with its time, running, waiting, or failed with a sentence and what cures it.
import { Alert, Group, Loader, Paper, Stack, Text } from "@mantine/core";
import { type ConnectionStep, connectionSteps } from "../../../contract/setup-connect.ts";
import { Icon } from "../../kit/icon.tsx";
import { FixButton } from "./fix-button.tsx";
import type { StepState, TestState } from "./use-test.ts";

const titles: Readonly<Record<ConnectionStep, string>> = {
  token: "Get a token",
  start: "Start a session",
  send: "Send a message, streamed",
  end: "End the session",
};

export function TestSteps({ test, onFixed }: { readonly test: TestState; readonly onFixed: () => void }) {
  return (
    <Stack gap="sm">
      <Stack gap={6} component="ol" m={0} p={0} style={{ listStyle: "none" }} aria-live="polite" aria-label="Steps">
        {connectionSteps.map((step) => (
          <StepLine
            key={step}
            title={titles[step]}
            step={test.steps[step]}
            words={wordsOf(test.steps[step], test.running)}
            onFixed={onFixed}
          />
        ))}
      </Stack>
      {test.said && (
        <Paper bg="var(--mantine-color-default-hover)" p="sm" role="log" aria-label="What the agent said" maw="48rem">
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {test.said}
          </Text>
        </Paper>
      )}
    </Stack>
  );
}

function wordsOf(step: StepState, running: boolean): string {
  if (step.state === "over") return `${step.kind === "done" ? "done" : "failed"} in ${step.ms} ms`;
  return running ? step.state : "not reached";
}

function StepLine({
  title,
  step,
  words,
  onFixed,
}: {
  readonly title: string;
  readonly step: StepState;
  readonly words: string;
  readonly onFixed: () => void;
}) {
  return (
    <li>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <StepMark step={step} />
        <div>
          <Text size="sm" component="span" fw={600}>
            {title}
          </Text>{" "}
          <Text size="sm" component="span" c="dimmed">
            {words}
          </Text>
          {step.state === "over" && step.kind === "done" && <Text size="sm">{step.sentence}</Text>}
        </div>
      </Group>
      {step.state === "over" && step.kind === "failed" && (
        <Alert color="red" mt="xs" role="alert" maw="48rem">
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{step.sentence}</Text>
            <Text size="xs" c="dimmed">
              The client heard: {step.heard}
            </Text>
            {step.fix && <FixButton fix={step.fix} onFixed={onFixed} />}
          </Stack>
        </Alert>
      )}
    </li>
  );
}

function StepMark({ step }: { readonly step: StepState }) {
  return (
    <span style={{ flex: "none", width: 18, height: 22, display: "inline-flex", alignItems: "center" }}>
      {step.state === "running" ? <Loader size={16} aria-hidden="true" /> : <Icon name={markOf(step)} />}
    </span>
  );
}

const markOf = (step: StepState) => (step.state !== "over" ? "circle" : step.kind === "done" ? "check" : "warning");
