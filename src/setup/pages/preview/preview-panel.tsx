// Tries a script out: a conversation with it as it stands, live or with simulated actions, and the trace of each turn.
import { Button, Group, Menu, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { PreviewMode } from "../../../contract/setup-preview.ts";
import { Answer, Problem } from "../../kit/answer.tsx";
import { download } from "../../kit/download.ts";
import { Icon } from "../../kit/icon.tsx";
import { server } from "../../kit/server.ts";
import { Conversation } from "./conversation.tsx";
import { MockForm, type MockTexts, mocksOf } from "./mock-form.tsx";
import classes from "./preview.module.css";
import { StartForm } from "./start-form.tsx";
import { TraceView } from "./trace/trace-view.tsx";
import type { Typed } from "./typed.ts";
import { useForm } from "./use-form.ts";
import { type TalkControls, useTalk } from "./use-talk.ts";

export interface PreviewPanelProps {
  readonly agentId: string;
  readonly developerName: string;
  /** The script as it stands now. A conversation goes on with the script it began with. */
  readonly source: string;
  /** The version `source` is of; another version begins anew. */
  readonly versionId?: string;
  /** Shows a line of the script, from 1. */
  readonly onShow: (line: number) => void;
}

/** The panel of an agent and a version: what was typed and said belongs to that version alone. */
export function PreviewPanel(props: PreviewPanelProps) {
  return <Panel key={`${props.agentId} ${props.versionId ?? ""}`} {...props} />;
}

function Panel({ agentId, developerName, source, onShow }: PreviewPanelProps) {
  const [mode, setMode] = useState<PreviewMode>("simulate");
  const [typed, setTyped] = useState<Typed>({});
  const [texts, setTexts] = useState<MockTexts>({});
  const [chosen, setChosen] = useState<number>();
  const controls = useTalk(agentId, mocksOf(texts));
  const { talk, start, starting } = controls;
  const form = useForm(agentId, source, true);
  // The latest turn's trace, until another is chosen; one that was left behind is chosen no more.
  const traced = chosen !== undefined && talk?.turns[chosen]?.trace ? chosen : (talk?.turns.length ?? 0) - 1;
  const trace = talk?.turns[traced]?.trace;
  const actions = form.data?.actions ?? [];
  return (
    <Stack gap="md" className={classes.panel} role="region" aria-label={`Preview of ${developerName}`}>
      <Bar mode={mode} onMode={setMode} controls={controls} />
      {talk ? (
        <div className={classes.sides}>
          <Stack gap="sm">
            <Conversation
              talk={talk}
              controls={controls}
              source={source}
              actions={actions}
              traced={trace ? traced : undefined}
              onTrace={setChosen}
            />
            {talk.mode === "simulate" && (
              <details>
                <Text component="summary" size="sm">
                  Simulated results, used from the next message on
                </Text>
                <MockForm actions={actions} texts={texts} onType={setTexts} />
              </details>
            )}
          </Stack>
          {trace ? (
            <TraceView key={trace.turnId} trace={trace} onShow={onShow} />
          ) : (
            <Text size="sm" c="dimmed">
              The trace of a turn stands here once the agent has answered: each step with its time, every prompt, and
              what changed.
            </Text>
          )}
        </div>
      ) : (
        <Answer of={form} lines={6}>
          {(found) => (
            <StartForm
              form={found}
              mode={mode}
              typed={typed}
              onType={setTyped}
              mocks={texts}
              onMock={setTexts}
              starting={starting.isPending}
              error={starting.error}
              onStart={(variables) => {
                setChosen(undefined);
                start({ mode, source, mocks: mocksOf(texts), variables }).catch(() => {});
              }}
              onShow={onShow}
            />
          )}
        </Answer>
      )}
    </Stack>
  );
}

function Bar({
  mode,
  onMode,
  controls,
}: {
  readonly mode: PreviewMode;
  readonly onMode: (mode: PreviewMode) => void;
  readonly controls: TalkControls;
}) {
  const { talk, running, reset, end } = controls;
  const [error, setError] = useState<Error>();
  const save = () => {
    setError(undefined);
    return server
      .call("previewTest", { params: { session: talk!.session } })
      .then(({ fileName, text }) => download(fileName, text, "application/yaml"))
      .catch(setError);
  };
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="How actions are answered"
            disabled={talk !== undefined}
            value={talk?.mode ?? mode}
            onChange={(value) => onMode(value as PreviewMode)}
            data={[
              { value: "simulate", label: "Simulate" },
              { value: "live", label: "Live" },
            ]}
          />
          {talk && (
            <Text size="xs" c="dimmed">
              Reset to change
            </Text>
          )}
        </Group>
        {talk && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={reset}>
              Reset
            </Button>
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <Button size="compact-sm" variant="default" aria-label="More about this conversation">
                  <Icon name="more" size={14} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item disabled={running || talk.turns.length === 0} onClick={save}>
                  Save as test
                </Menu.Item>
                <Menu.Item disabled={running} onClick={() => end().catch(setError)}>
                  End session
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        )}
      </Group>
      {error && <Problem error={error} />}
    </>
  );
}
