// Before a conversation: its mode, what it is given, what simulated actions give back, and the button that begins it.
import { Alert, Anchor, Badge, Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ReportedProblem } from "../../../contract/setup.ts";
import type { PreviewForm, PreviewMode } from "../../../contract/setup-preview.ts";
import { Problem } from "../../kit/answer.tsx";
import type { Typed } from "../../kit/typed.ts";
import { ContextForm, valuesOf } from "./context-form.tsx";
import { isUnfinished, MockForm, type MockTexts, NoActions } from "./mock-form.tsx";
import classes from "./preview.module.css";

export function StartForm({
  form,
  mode,
  typed,
  onType,
  mocks,
  onMock,
  starting,
  error,
  onStart,
  onShow,
}: {
  readonly form: PreviewForm;
  readonly mode: PreviewMode;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  readonly mocks: MockTexts;
  readonly onMock: (texts: MockTexts) => void;
  readonly starting: boolean;
  /** Why it could not be started. */
  readonly error: Error | null;
  readonly onStart: (variables: NonNullable<ReturnType<typeof valuesOf>>) => void;
  readonly onShow: (line: number) => void;
}) {
  const errors = form.problems.filter(({ severity }) => severity === "error");
  const values = valuesOf(form.variables, typed);
  // Of a script that cannot be read nothing is known: it is not said to declare and to call nothing.
  const unread = errors.length > 0 && form.variables.length === 0 && form.actions.length === 0;
  const ready = errors.length === 0 && values !== undefined && !(mode === "simulate" && isUnfinished(mocks));
  return (
    <Stack gap="md">
      {errors.length > 0 && <Errors errors={errors} onShow={onShow} />}
      {!unread && (
        <Part title="Context" about="What a client would give at the start. What stays empty is not given.">
          <ContextForm fields={form.variables} typed={typed} onType={onType} />
        </Part>
      )}
      {!unread && mode === "simulate" && (
        <Part
          title="Simulated results"
          about='What each action gives back, as JSON. { "error": "a sentence" } lets it fail.'
        >
          <MockForm actions={form.actions} texts={mocks} onType={onMock} />
        </Part>
      )}
      {!unread && mode === "live" && (
        <Part title="Actions" about="Live: these are called for real, and what they change is changed.">
          <LiveActions actions={form.actions} />
        </Part>
      )}
      {error && <Problem error={error} />}
      <Group className={classes.go}>
        <Button disabled={!ready} loading={starting} onClick={() => values && onStart(values)}>
          Start the conversation
        </Button>
        {!ready && (
          <Text size="sm" c="dimmed">
            {errors.length > 0 ? "The script has errors." : "Something above is not JSON yet."}
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function Errors({
  errors,
  onShow,
}: {
  readonly errors: readonly ReportedProblem[];
  readonly onShow: (line: number) => void;
}) {
  return (
    <Alert color="red" title="The script cannot run yet">
      {errors.slice(0, 5).map(({ line, column, message }) => (
        <Text key={`${line}:${column}:${message}`} size="sm">
          <Anchor component="button" type="button" size="sm" onClick={() => onShow(line)}>
            Line {line}
          </Anchor>
          : {message}
        </Text>
      ))}
      {errors.length > 5 && <Text size="sm">And {errors.length - 5} more.</Text>}
    </Alert>
  );
}

function LiveActions({ actions }: Pick<PreviewForm, "actions">) {
  if (actions.length === 0) return <NoActions />;
  return (
    <Stack gap={4}>
      {actions.map(({ name, resolved, leads }) => (
        <Text key={name} size="sm">
          {name}{" "}
          {resolved ? (
            <Text span size="xs" c="dimmed">
              {leads}
            </Text>
          ) : (
            <Badge size="xs" color="yellow" variant="light">
              not set up
            </Badge>
          )}
        </Text>
      ))}
    </Stack>
  );
}

function Part({
  title,
  about,
  children,
}: {
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
}) {
  return (
    <Stack gap="xs">
      <div>
        <Text fw={600} size="sm" component="h3">
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {about}
        </Text>
      </div>
      {children}
    </Stack>
  );
}
