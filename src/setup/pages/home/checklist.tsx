// The first steps, which end in a conversation; what the records say is done is checked off.
import { Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { HomeReport, StepName } from "../../../contract/setup-home.ts";
import { addresses } from "../../addresses.ts";
import { Card } from "../../kit/card.tsx";
import { Icon } from "../../kit/icon.tsx";
import classes from "./checklist.module.css";

interface StepWords {
  readonly label: string;
  readonly about: string;
  readonly to: (key: string) => string;
  readonly search?: Readonly<Record<string, string>>;
}

const words: Readonly<Record<StepName, StepWords>> = {
  app: {
    label: "Create an external client app",
    about: "A client is known by its app: with Enable Client Credentials Flow on, it gets tokens by itself.",
    to: addresses.apps,
  },
  run_as: {
    label: "Set Run As (Username)",
    about: "The user that the app speaks as, under Policies. An API-only user is enough.",
    to: (app) => (app === "" ? addresses.apps() : addresses.app(app)),
  },
  make: {
    label: "Make an agent",
    about: "From a template, which brings the functions it calls: it works at once. Try it in Preview.",
    to: addresses.agents,
    search: { new: "template" },
  },
  agent: {
    label: "Activate an agent",
    about: "Commit its draft as a version and activate that: only an active version answers clients.",
    to: (agent) => (agent === "" ? addresses.agents() : addresses.agent(agent)),
  },
  connect: {
    label: "Connect a client",
    about: "Copy consumer key and secret, or ready code with both in it. This is done when an app got a token.",
    to: addresses.connect,
  },
  talk: {
    label: "Have a conversation",
    about: "Start a session and send a message. This is done when a client started a session.",
    to: addresses.connect,
  },
};

export function Checklist({ steps }: { readonly steps: HomeReport["steps"] }) {
  const [hidden, setHidden] = useLocalStorage({
    key: "dragoman-first-steps-hidden",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  if (hidden) {
    return (
      <Anchor component="button" type="button" size="sm" onClick={() => setHidden(false)} ta="start">
        Show the first steps
      </Anchor>
    );
  }
  return (
    <Card
      title={next ? "First steps" : "First steps: all done"}
      about={next ? "From nothing to a conversation with an agent." : "A client has talked to an agent of this org."}
      actions={
        <Button variant="subtle" size="compact-sm" onClick={() => setHidden(true)}>
          Hide
        </Button>
      }
    >
      <Group gap="sm" wrap="nowrap">
        <Progress value={(done / steps.length) * 100} flex={1} aria-label="First steps done" />
        <Text size="sm" c="dimmed">
          {done} of {steps.length}
        </Text>
      </Group>
      <ol className={classes.steps}>
        {steps.map(({ name, done: isDone, key }, at) => (
          <li key={name} data-done={isDone} data-next={next?.name === name}>
            <span className={classes.mark} role="img" aria-label={isDone ? "Done" : "To do"}>
              {isDone ? <Icon name="check" size={14} /> : at + 1}
            </span>
            <Stack gap={0}>
              <Anchor
                component={Link}
                to={words[name].to(key)}
                search={(words[name].search ?? {}) as never}
                fw={next?.name === name ? 650 : 400}
              >
                {words[name].label}
              </Anchor>
              {!isDone && (
                <Text size="sm" c="dimmed">
                  {words[name].about}
                </Text>
              )}
            </Stack>
          </li>
        ))}
      </ol>
    </Card>
  );
}
