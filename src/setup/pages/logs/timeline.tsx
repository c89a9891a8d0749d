// The moments of a session on one line of time, under the turn they belong to.
import { Badge, Group, Stack, Switch, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Moment, SessionLog } from "../../../contract/setup-logs.ts";
import { useMay } from "../../kit/ask.ts";
import { inWords } from "./duration.ts";
import classes from "./timeline.module.css";
import { TurnTrace } from "./turn-trace.tsx";

const kinds: Readonly<Record<Moment["kind"], { readonly word: string; readonly colour: string }>> = {
  start: { word: "Start", colour: "sea" },
  user: { word: "User", colour: "blue" },
  agent: { word: "Agent", colour: "sea" },
  step: { word: "Step", colour: "gray" },
  error: { word: "Error", colour: "red" },
  feedback: { word: "Feedback", colour: "grape" },
  end: { word: "End", colour: "gray" },
};

/** To the millisecond: that is how far apart steps are. */
const clock: Intl.DateTimeFormatOptions = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
};

export function Timeline({ log: { moments, session } }: { readonly log: SessionLog }) {
  const mayTrace = useMay("build_agents");
  const [steps, setSteps] = useState(true);
  const shown = moments.filter(({ kind }) => steps || kind !== "step");
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Timeline
        </Title>
        <Switch label="Show steps" checked={steps} onChange={(event) => setSteps(event.currentTarget.checked)} />
      </Group>
      <ol className={classes.line} aria-label="Timeline">
        {shown.map((moment, at) => (
          <Entry
            // biome-ignore lint/suspicious/noArrayIndexKey: moments have no name of their own, and none moves
            key={at}
            moment={moment}
            opens={moment.turn !== null && moment.kind === "user"}
            sessionId={session.id}
            traced={mayTrace}
          />
        ))}
      </ol>
    </Stack>
  );
}

interface EntryProps {
  readonly moment: Moment;
  /** Whether a turn begins with it. */
  readonly opens: boolean;
  readonly sessionId: string;
  readonly traced: boolean;
}

function Entry({ moment: { at, kind, title, text, turn, turnId, durationMs }, opens, sessionId, traced }: EntryProps) {
  const { word, colour } = kinds[kind];
  // The word of the kind is said once.
  const heading = [opens ? `Turn ${turn}` : "", title === word ? "" : title].filter(Boolean).join(": ");
  return (
    <li className={classes.moment} data-kind={kind}>
      <Text size="xs" c="dimmed" ff="monospace" component="time" dateTime={at} title={new Date(at).toLocaleString()}>
        {new Date(at).toLocaleTimeString(undefined, clock)}
      </Text>
      <Badge size="sm" variant="light" color={colour} c="var(--mantine-color-text)" tt="none">
        {word}
      </Badge>
      <div className={classes.body}>
        {heading !== "" && (
          <Text size="sm" fw={kind === "step" ? 400 : 600}>
            {heading}
            {durationMs !== null && durationMs > 0 && (
              <Text span size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                {` ${inWords(durationMs)}`}
              </Text>
            )}
          </Text>
        )}
        {text !== null && text !== "" && <p className={classes.text}>{text}</p>}
        {opens && traced && turn !== null && turnId !== null && (
          <TurnTrace sessionId={sessionId} turnId={turnId} turn={turn} />
        )}
      </div>
    </li>
  );
}
