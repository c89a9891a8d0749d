// The steps of a turn as bars in time. Arrow keys go from step to step; a step that is opened shows what it did.
import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Trace, TraceStep } from "../../../contract/setup-trace.ts";
import { millis } from "./measures.ts";
import { StepDetails } from "./step-details.tsx";
import { stepKinds } from "./step-kinds.ts";
import classes from "./trace.module.css";

interface WaterfallProps {
  readonly trace: Trace;
  /** Number of the step that is open. */
  readonly opened: number | undefined;
  readonly onOpen: (step: number | undefined) => void;
  readonly onShow: ((line: number) => void) | undefined;
}

export function Waterfall({ trace, opened, onOpen, onShow }: WaterfallProps) {
  const shown = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever step was opened is brought into view
  useEffect(() => {
    shown.current?.scrollIntoView({ block: "nearest" });
  }, [opened]);
  const open = (step: TraceStep, at: number) => {
    onOpen(opened === at ? undefined : at);
    if (opened !== at && step.line !== null) onShow?.(step.line);
  };
  return (
    <ol className={classes.rows} aria-label="Steps in time" onKeyDown={walk}>
      {trace.steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a turn never change
        <li key={at} {...(opened === at && { ref: shown })}>
          <Row step={step} total={trace.durationMs} opened={opened === at} onOpen={() => open(step, at)} />
          {opened === at && <StepDetails step={step} onShow={onShow} />}
        </li>
      ))}
    </ol>
  );
}

function Row({
  step: { kind, title, startMs, durationMs, errors },
  total,
  opened,
  onOpen,
}: {
  readonly step: TraceStep;
  /** Milliseconds of the turn. */
  readonly total: number;
  readonly opened: boolean;
  readonly onOpen: () => void;
}) {
  const { word, color } = stepKinds[kind];
  const share = (ms: number) => `${(100 * ms) / Math.max(total, 1)}%`;
  const failed = errors.length > 0;
  return (
    <UnstyledButton className={classes.row} aria-expanded={opened} onClick={onOpen}>
      <span className={classes.kind}>{word}</span>
      <span className={classes.title}>
        {failed && <span aria-hidden="true">⚠ </span>}
        {title}
      </span>
      <span className={classes.track} aria-hidden="true">
        <span
          className={classes.bar}
          style={{
            left: `min(${share(startMs)}, calc(100% - 3px))`,
            width: share(durationMs),
            background: `var(--mantine-color-${failed ? "red" : color}-filled)`,
          }}
        />
      </span>
      <span className={classes.time}>
        <VisuallyHidden>after {millis(startMs)}, took </VisuallyHidden>
        {millis(durationMs)}
        {failed && <VisuallyHidden>, with a problem</VisuallyHidden>}
      </span>
    </UnstyledButton>
  );
}

/** Up and down go from row to row, Home and End to the first and the last. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(`.${classes.row}`)];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (at === -1 || to === undefined) return;
  event.preventDefault();
  rows[Math.max(0, Math.min(to, rows.length - 1))]?.focus();
}
