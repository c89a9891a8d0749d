// The conversation as it goes: the greeting, the turns, and what a person writes next.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { PreviewForm } from "../../../contract/setup-preview.ts";
import { Problem } from "../../kit/answer.tsx";
import { Composer } from "./composer.tsx";
import classes from "./preview.module.css";
import { RunAgain } from "./run-again.tsx";
import { endOf, type Talk, waiting } from "./talk.ts";
import { TurnView } from "./turn.tsx";
import type { TalkControls } from "./use-talk.ts";

export function Conversation({
  talk,
  controls,
  source,
  actions,
  traced,
  onTrace,
}: {
  readonly talk: Talk;
  readonly controls: TalkControls;
  /** The script as it stands now. */
  readonly source: string;
  readonly actions: PreviewForm["actions"];
  /** Number of the turn whose trace is shown, from 0. */
  readonly traced: number | undefined;
  readonly onTrace: (turn: number) => void;
}) {
  const [again, setAgain] = useState<number>();
  const { running, send, runAgain, stop, reset, forking } = controls;
  const open = waiting(talk);
  const ended = endOf(talk);
  const log = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is added to the conversation is scrolled to
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [talk]);
  const turn = again === undefined ? undefined : talk.turns[again];
  return (
    <Stack gap="sm">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <div ref={log} className={classes.log} role="log" aria-label="Conversation" aria-busy={running} tabIndex={0}>
        <div className={classes.theirs}>{talk.greeting}</div>
        {talk.turns.map((each, at) => (
          <TurnView
            // biome-ignore lint/suspicious/noArrayIndexKey: a turn keeps its place
            key={`${each.session} ${at}`}
            turn={each}
            number={at + 1}
            waiting={open}
            traced={traced === at}
            busy={running}
            actions={actions}
            onAnswer={({ message, said }) => send(message, said)}
            onTrace={() => onTrace(at)}
            onAgain={() => setAgain(at)}
          />
        ))}
      </div>
      {forking.error && <Problem error={forking.error} />}
      {ended === undefined ? (
        <Composer running={running} onStop={stop} onSend={(text) => send({ type: "Text", text }, text)} />
      ) : (
        <Group>
          <Text size="sm" c="dimmed">
            The session is over ({ended}): a client cannot send to it any more.
          </Text>
          <Button size="xs" onClick={reset}>
            New conversation
          </Button>
        </Group>
      )}
      {turn && again !== undefined && (
        <RunAgain
          turn={turn}
          number={again + 1}
          edited={source !== talk.source}
          onClose={() => setAgain(undefined)}
          onRun={(text, withEdits) => {
            setAgain(undefined);
            runAgain(again, text, withEdits ? source : undefined).catch(() => {});
          }}
        />
      )}
    </Stack>
  );
}
