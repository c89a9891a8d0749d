// The conversation as it goes: the greeting, the turns, and what a person writes next.
import { Button, Group, Text } from "@mantine/core";
import { type UIEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { PreviewForm } from "../../../contract/setup-preview.ts";
import { Problem } from "../../kit/answer.tsx";
import { Composer } from "./composer.tsx";
import { Ending } from "./ending.tsx";
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
  const { running, unsent, send, sendAgain, runAgain, stop, reset, forking } = controls;
  const open = waiting(talk);
  const ended = endOf(talk);
  const log = useRef<HTMLDivElement>(null);
  // A reader who scrolled up is left where they are, until they say something themselves.
  const follows = useRef(true);
  const count = talk.turns.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn begins with what the person said
  useLayoutEffect(() => {
    follows.current = true;
  }, [count]);
  const look = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent) => {
    follows.current = scrollHeight - scrollTop - clientHeight < 48;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is added to the conversation is scrolled to
  useEffect(() => {
    if (follows.current) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [talk]);
  const turn = again === undefined ? undefined : talk.turns[again];
  return (
    <div className={classes.talk}>
      <div
        ref={log}
        onScroll={look}
        className={classes.log}
        role="log"
        aria-label="Conversation"
        aria-busy={running}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
        tabIndex={0}
      >
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
            {...(at + 1 === count && { onSendAgain: sendAgain })}
          />
        ))}
      </div>
      {ended === undefined && source !== talk.source && (
        <Group gap="xs" className={classes.write}>
          <Text size="sm" c="dimmed" role="status">
            The script is another now. This conversation runs the text it began with.
          </Text>
          <Button size="compact-xs" variant="default" disabled={running} onClick={reset}>
            Start again with the new text
          </Button>
        </Group>
      )}
      {forking.error && <Problem error={forking.error} />}
      {ended === undefined ? (
        <Composer
          running={running}
          unsent={unsent}
          onStop={stop}
          onSend={(text) => send({ type: "Text", text }, text)}
        />
      ) : (
        <div className={classes.write}>
          <Ending reason={ended} unsent={unsent !== ""} onAnew={reset} />
        </div>
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
    </div>
  );
}
