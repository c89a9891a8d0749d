// What one step did: why it came to a subagent, what went in and out of an action, what a model was asked.
import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { TraceStep } from "../../../contract/setup-trace.ts";
import { Changes } from "./changes.tsx";
import { money, shown } from "./measures.ts";
import { ModelCallDrawer } from "./model-call.tsx";
import classes from "./trace.module.css";

export function StepDetails({
  step,
  onShow,
}: {
  readonly step: TraceStep;
  readonly onShow: ((line: number) => void) | undefined;
}) {
  const { line, errors, why, text, action, changes, model } = step;
  const [drawn, { open, close }] = useDisclosure(false);
  return (
    <Stack gap="xs" className={classes.details}>
      {why && (
        <Text size="sm">
          <b>Why this subagent:</b> {why}
        </Text>
      )}
      {text && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {text}
        </Text>
      )}
      {action && (
        <>
          <Values label="In" values={action.input} />
          <Values label="Out" values={action.output} />
        </>
      )}
      {changes && <Changes changes={changes} />}
      {model && (
        <>
          <Text size="sm">
            {model.model || "Nobody answered"}
            {model.requested && ` · asked for as ${model.requested}`} · {model.inputTokens} tokens in,{" "}
            {model.outputTokens} out
            {model.cost !== undefined && ` · ${money(model.cost)}`}
          </Text>
          {model.reply.text && (
            <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
              {model.reply.text}
            </Text>
          )}
          {model.reply.calls.map(({ name, arguments: given }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the calls of a reply never change
            <Code key={at} block className={classes.block}>{`${name} ${shown(given)}`}</Code>
          ))}
          <ModelCallDrawer model={model} subagent={step.subagent} opened={drawn} onClose={close} onShow={onShow} />
        </>
      )}
      {errors.length > 0 && (
        <Alert color="red" py="xs" title="What went wrong">
          {errors.map((error) => (
            <Text key={error} size="sm">
              {error}
            </Text>
          ))}
        </Alert>
      )}
      <Group gap="xs">
        {model && (
          <Button size="compact-sm" variant="default" onClick={open}>
            Prompt and tools
          </Button>
        )}
        {onShow && line !== null && (
          <Button size="compact-sm" variant="subtle" onClick={() => onShow(line)}>
            Line {line} of the script
          </Button>
        )}
        <Text size="xs" c="dimmed">
          {step.type}
        </Text>
      </Group>
    </Stack>
  );
}

function Values({ label, values }: { readonly label: string; readonly values: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(values);
  return (
    <div>
      <Text size="xs" fw={600}>
        {label}
      </Text>
      <Code block className={classes.block}>
        {entries.length === 0 ? "nothing" : entries.map(([name, value]) => `${name} = ${shown(value)}`).join("\n")}
      </Code>
    </div>
  );
}
