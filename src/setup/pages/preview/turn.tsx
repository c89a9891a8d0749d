// One turn of the conversation: what the person did, what came of it, and what can be done with the turn.
import { Alert, Badge, Button, Loader, Text, VisuallyHidden } from "@mantine/core";
import type { PreviewForm } from "../../../contract/setup-preview.ts";
import { Icon } from "../../kit/icon.tsx";
import { millis } from "../../kit/trace/measures.ts";
import type { Answer } from "./answers.ts";
import classes from "./preview.module.css";
import { Confirm, Escalate, Inquire } from "./questions.tsx";
import type { Shown, Turn } from "./talk.ts";

interface TurnActions {
  readonly onAnswer: (answer: Answer) => void;
  readonly onTrace: () => void;
  readonly onAgain: () => void;
  /** Sends the message again, where the server never had it. */
  readonly onSendAgain?: (() => void) | undefined;
}

export function TurnView({
  turn,
  number,
  waiting,
  traced,
  busy,
  actions,
  onAnswer,
  onTrace,
  onAgain,
  onSendAgain,
}: {
  readonly turn: Turn;
  readonly number: number;
  /** The message that waits for an answer, when it is one of this turn's. */
  readonly waiting: Shown | undefined;
  /** True while its trace is the one that is shown. */
  readonly traced: boolean;
  readonly busy: boolean;
  readonly actions: PreviewForm["actions"];
} & TurnActions) {
  return (
    <>
      <div className={classes.mine}>{turn.said}</div>
      {turn.shown.map((message) => (
        <Message key={message.id} message={message} open={message === waiting} actions={actions} onAnswer={onAnswer} />
      ))}
      {turn.streamed && <div className={classes.theirs}>{turn.streamed}</div>}
      {turn.state === "running" && !turn.streamed && <Loader size="xs" type="dots" aria-label="The agent is at work" />}
      {turn.state === "stopped" && (
        <Text size="sm" c="dimmed">
          Stopped. Send another message to go on.
        </Text>
      )}
      {turn.error && (
        <Alert color="red" role="alert" py="xs" title="This did not work">
          <Text size="sm">{turn.error}</Text>
          {onSendAgain && turn.id === undefined && (
            <Button size="compact-sm" variant="default" mt="xs" onClick={onSendAgain}>
              Send again
            </Button>
          )}
        </Alert>
      )}
      {turn.state !== "running" && turn.id && (
        <div className={classes.foot}>
          <Button size="compact-xs" variant={traced ? "light" : "subtle"} aria-pressed={traced} onClick={onTrace}>
            <span>
              Trace<VisuallyHidden> of turn {number}</VisuallyHidden>
              {turn.trace &&
                ` · ${millis(turn.trace.durationMs)} · ${turn.trace.inputTokens + turn.trace.outputTokens} tokens`}
            </span>
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={busy}
            leftSection={<Icon name="play" size={12} />}
            onClick={onAgain}
          >
            <span>
              Run again from here<VisuallyHidden> (turn {number})</VisuallyHidden>
            </span>
          </Button>
        </div>
      )}
    </>
  );
}

/** A message as a client would show it. Its words are text, whatever stands in them. */
function Message({
  message,
  open,
  actions,
  onAnswer,
}: {
  readonly message: Shown;
  readonly open: boolean;
  readonly actions: PreviewForm["actions"];
  readonly onAnswer: (answer: Answer) => void;
}) {
  switch (message.type) {
    case "Inform":
      return (
        <div className={classes.theirs}>
          {message.message}
          {message.result.map(({ type, value }) => (
            <Text key={type} size="xs" c="dimmed" ff="monospace" mt={4}>
              {type}: {JSON.stringify(value)}
            </Text>
          ))}
        </div>
      );
    case "ProgressIndicator":
      return (
        <Text size="sm" c="dimmed" fs="italic">
          {message.message}…
        </Text>
      );
    case "Confirm":
      return <Confirm question={message} open={open} onAnswer={onAnswer} />;
    case "Inquire":
      return <Inquire question={message} open={open} actions={actions} onAnswer={onAnswer} />;
    case "Escalate":
      return <Escalate question={message} open={open} onAnswer={onAnswer} />;
    case "SessionEnded":
      return (
        <Badge variant="light" color="gray" style={{ alignSelf: "center" }}>
          Session ended: {message.reason}
        </Badge>
      );
    case "Failure":
    case "Error":
      return (
        <Alert color="red" py="xs" title={message.type === "Error" ? message.error : "Failure"}>
          <Text size="sm">{message.message}</Text>
        </Alert>
      );
  }
}
