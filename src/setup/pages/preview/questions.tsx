// Questions of the agent as a client would show them: a proposal to approve, values to fill in, the way to a person.
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ResponseMessage } from "../../../contract/agent-api.ts";
import type { PreviewForm } from "../../../contract/setup-preview.ts";
import { isReadable, type Typed } from "../../kit/typed.ts";
import { ValueField } from "../../kit/value-field.tsx";
import { type Answer, approve, fieldsOf, fillIn, refuse, transfers } from "./answers.ts";
import classes from "./preview.module.css";

interface Asked<T extends ResponseMessage["type"]> {
  readonly question: Extract<ResponseMessage, { type: T }>;
  /** False once it was answered, or while a turn runs. */
  readonly open: boolean;
  readonly onAnswer: (answer: Answer) => void;
}

export function Confirm({ question, open, onAnswer }: Asked<"Confirm">) {
  const values = question.confirm.flatMap(({ value }) =>
    typeof value === "object" && value !== null ? Object.entries(value) : [],
  );
  return (
    <Stack gap="xs" className={classes.card} role="group" aria-label="The agent asks for approval">
      <Words>{question.message}</Words>
      {values.map(([name, value]) => (
        <Text key={name} size="sm">
          {name}: <Code>{JSON.stringify(value)}</Code>
        </Text>
      ))}
      <Group gap="xs">
        <Button size="xs" disabled={!open} onClick={() => onAnswer(approve(question))}>
          Approve
        </Button>
        <Button size="xs" variant="default" disabled={!open} onClick={() => onAnswer(refuse(question))}>
          Deny
        </Button>
      </Group>
    </Stack>
  );
}

/** @param actions of the script, whose inputs say how a value is typed */
export function Inquire({
  question,
  open,
  actions,
  onAnswer,
}: Asked<"Inquire"> & { readonly actions: PreviewForm["actions"] }) {
  const [values, setValues] = useState<Typed>({});
  const inputOf = (name: string) => actions.flatMap(({ inputs }) => inputs).find((input) => input.name === name);
  const kindOf = (name: string) => inputOf(name)?.input ?? "text";
  const readable = fieldsOf(question).every((name) => isReadable(kindOf(name), values[name] ?? ""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAnswer(fillIn(question, values, kindOf));
  };
  return (
    <form className={classes.card} onSubmit={submit} aria-label="The agent asks for values">
      <Stack gap="xs">
        <Words>{question.message}</Words>
        {fieldsOf(question).map((name) => (
          <ValueField
            key={name}
            kind={kindOf(name)}
            label={name}
            about={[inputOf(name)?.type, inputOf(name)?.description].filter(Boolean).join(" · ")}
            disabled={!open}
            value={values[name] ?? ""}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ))}
        <Group gap="xs">
          <Button size="xs" type="submit" disabled={!open || !readable}>
            Answer
          </Button>
          <Button size="xs" variant="default" disabled={!open} onClick={() => onAnswer(refuse(question))}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function Escalate({ question, open, onAnswer }: Asked<"Escalate">) {
  return (
    <Stack gap="xs" className={classes.card} role="group" aria-label="The conversation goes to a person">
      <Text size="sm" fw={600}>
        To a person
      </Text>
      <Text size="sm">
        {question.targets.length > 0
          ? "A client is told to hand the conversation over to:"
          : "A client is told to hand the conversation over. The script names no route."}
      </Text>
      {question.targets.map(({ type, value }) => (
        <Code key={value} block>
          {`${value}\n${type}`}
        </Code>
      ))}
      <Group gap="xs">
        {transfers.map((answer, at) => (
          <Button key={answer.said} size="xs" variant="default" disabled={!open} onClick={() => onAnswer(answer)}>
            {at === 0 ? "Transfer succeeded" : "Transfer failed"}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

function Words({ children }: { readonly children: string }) {
  return (
    <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
      {children}
    </Text>
  );
}
