// Test connection: makes a client's calls and shows each step with its time; what fails is said in a sentence, with a cure.
import { Alert, Button, Collapse, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import type { AppSummary } from "../../../contract/setup-records.ts";
import { Problem } from "../../kit/answer.tsx";
import { useMay } from "../../kit/ask.ts";
import { Icon } from "../../kit/icon.tsx";
import { TestSteps } from "./test-steps.tsx";
import { useTest } from "./use-test.ts";

const nothingGiven = { consumerKey: "", consumerSecret: "", endpoint: "" };

export function TestPanel({ app, agent }: { readonly app: AppSummary; readonly agent: AgentSummary }) {
  const { test, run } = useTest();
  const [text, setText] = useState("Hello");
  const [given, setGiven] = useState(nothingGiven);
  const [opened, { toggle }] = useDisclosure(false);
  const mayTest = useMay("build_agents");
  const start = () => {
    const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ""));
    return run({ app: app.apiName, agent: agent.id, text: text.trim() || "Hello", given: opened ? sent : {} });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start();
  };
  const over = test && !test.running && test.error === undefined;
  const passed = over && test.steps.end.state === "over" && test.steps.end.kind === "done";
  const field = (name: keyof typeof nothingGiven) => ({
    value: given[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setGiven((now) => ({ ...now, [name]: value }));
    },
    spellCheck: false,
    autoComplete: "off",
  });
  return (
    <Paper withBorder p="md" component="section" aria-label="Test connection">
      <form onSubmit={submit}>
        <Stack>
          <Title order={2} size="h4">
            Test connection
          </Title>
          <Text size="sm" c="dimmed" maw="48rem">
            Gets a token as {app.label}, starts a session with {agent.label}, sends a message and ends the session, over
            HTTP as a client would. The conversation is a real one.
          </Text>
          {mayTest ? (
            <>
              <Group align="flex-end">
                <TextInput
                  label="Message"
                  value={text}
                  onChange={(event) => setText(event.currentTarget.value)}
                  maxLength={2000}
                  style={{ flex: "1 1 12rem" }}
                  maw="28rem"
                />
                <Button type="submit" leftSection={<Icon name="play" />} loading={test?.running ?? false}>
                  Test connection
                </Button>
              </Group>
              <div>
                <Button variant="subtle" size="compact-sm" onClick={toggle} aria-expanded={opened}>
                  {opened ? "Send what the app has" : "Send what your client sends"}
                </Button>
              </div>
              <Collapse expanded={opened}>
                <Stack gap="xs" maw="40rem">
                  <Text size="sm" c="dimmed">
                    For a client that is refused: paste what it sends. What is left empty is what the app has now.
                  </Text>
                  <TextInput label="Its consumer key" {...field("consumerKey")} />
                  <PasswordInput label="Its consumer secret" {...field("consumerSecret")} />
                  <TextInput label="Its instanceConfig.endpoint" {...field("endpoint")} />
                </Stack>
              </Collapse>
            </>
          ) : (
            <Text size="sm">
              Your role may look at this page, and not run the test: builders and administrators may.
            </Text>
          )}
          {test && <TestSteps test={test} onFixed={start} />}
          {test?.error && <Problem error={test.error} onRetry={start} />}
          {passed && (
            <Alert color="sea" title="It works" role="status">
              <Text size="sm">Whatever sends what is shown on this page can talk to {agent.label}.</Text>
            </Alert>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
