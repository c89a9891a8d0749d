// A form, typed by the declared inputs, that calls an action for real and shows what it gave back.
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { SetupBody } from "../../../contract/setup.ts";
import type { TargetUse } from "../../../contract/setup-actions.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";
import { isReadable, readAs, type Typed } from "../../kit/typed.ts";
import { ValueField } from "../../kit/value-field.tsx";
import { Tried } from "./tried.tsx";

type Form = NonNullable<TargetUse["form"]>;

export function TryDialog({
  target,
  use,
  onClose,
}: {
  readonly target: string;
  readonly use: TargetUse;
  readonly onClose: () => void;
}) {
  const { agent, version, where, name, form } = use;
  const [typed, setTyped] = useState<Typed>({});
  const call = useTell("tryAction");
  if (!form) return null;
  const missing = form.inputs.filter((input) => input.required && !typed[input.name]);
  const readable = form.inputs.every((input) => isReadable(input.input, typed[input.name] ?? ""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    call.mutate({
      body: { agent: agent.id, version: version.id, where, name, inputs: inputsOf(form, typed) },
    });
  };
  return (
    <Modal opened onClose={onClose} title={`Try ${name}`} size="lg" centered>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Alert color="orange" title="This is a real call">
            {target} does what it does for a client{form.confirm ? ", whom an agent would ask first" : ""}. The audit
            trail says that you called it.
          </Alert>
          {form.description && <Text size="sm">{form.description}</Text>}
          {form.inputs.length === 0 && (
            <Text size="sm" c="dimmed">
              It takes no inputs.
            </Text>
          )}
          {form.inputs.map((input) => (
            <ValueField
              key={input.name}
              kind={input.input}
              label={`${input.name}${input.required ? " (required)" : ""}`}
              about={input.description ? `${input.type}. ${input.description}` : input.type}
              value={typed[input.name] ?? ""}
              onChange={(value) => setTyped((before) => ({ ...before, [input.name]: value }))}
            />
          ))}
          {call.error && <Problem error={call.error} />}
          {call.data && !call.isPending && <Tried tried={call.data} outputs={form.outputs} />}
          <Group justify="flex-end">
            {missing.length > 0 && (
              <Text size="sm" c="dimmed">
                Missing: {missing.map((input) => input.name).join(", ")}
              </Text>
            )}
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" disabled={missing.length > 0 || !readable} loading={call.isPending}>
              Call
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What was typed; what was left empty is not given. */
const inputsOf = (form: Form, typed: Typed) =>
  Object.fromEntries(
    form.inputs.flatMap(({ name, input }) => (typed[name] ? [[name, readAs(input, typed[name])]] : [])),
  ) as SetupBody<"tryAction">["inputs"];
