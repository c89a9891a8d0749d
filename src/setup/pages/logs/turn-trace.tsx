// The trace of a turn below its first moment, asked for once somebody opens it.
import { Button } from "@mantine/core";
import { useState } from "react";
import { Answer } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { TraceView } from "../../kit/trace/trace-view.tsx";

interface Props {
  readonly sessionId: string;
  readonly turnId: string;
  readonly turn: number;
}

/** For those who may build agents; the server asks for the right again. */
export function TurnTrace(props: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        onClick={() => setOpened(!opened)}
        aria-expanded={opened}
        aria-label={`Trace of turn ${props.turn}`}
      >
        {opened ? "Hide trace" : "Trace"}
      </Button>
      {opened && <Asked {...props} />}
    </>
  );
}

function Asked({ sessionId, turnId }: Props) {
  const trace = useAsk("turnTrace", { params: { session: sessionId, turn: turnId } });
  return <Answer of={trace}>{(answer) => <TraceView trace={answer} />}</Answer>;
}
