// Tries a script out: a conversation with it as it stands, live or with simulated actions, and the trace of each turn.
import { Stack, Text } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import { Answer, Problem, Waiting } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { TraceView } from "../../kit/trace/trace-view.tsx";
import { UnresolvedTargets, useUnresolved } from "../../kit/unresolved-targets.tsx";
import { Bar } from "./bar.tsx";
import { Conversation } from "./conversation.tsx";
import { mocksOf } from "./mock-form.tsx";
import classes from "./preview.module.css";
import { StartForm } from "./start-form.tsx";
import { useForm } from "./use-form.ts";
import { useTalk } from "./use-talk.ts";
import { useTypedHere } from "./use-typed-here.ts";

export interface PreviewPanelProps {
  readonly agentId: string;
  readonly developerName: string;
  /** The script as it stands now. A conversation goes on with the script it began with. */
  readonly source: string;
  /** The version `source` is of; another version begins anew. */
  readonly versionId?: string;
  /** True where a conversation that was left open stays where it is. */
  readonly anew?: boolean;
  /** Shows a line of the script, from 1. */
  readonly onShow: (line: number) => void;
  /** Shown below the trace. */
  readonly beside?: ReactNode;
}

/** The panel of an agent and a version: what was typed and said belongs to that version alone. */
export function PreviewPanel(props: PreviewPanelProps) {
  const key = `${props.agentId} ${props.versionId ?? ""}`;
  const [first, setFirst] = useState<string | undefined>(key);
  // Whoever chooses another version begins anew with it; only what is shown on arrival brings its conversation back.
  if (first !== undefined && first !== key) setFirst(undefined);
  return <Panel key={key} {...props} comesBack={first === key && !props.anew} />;
}

function Panel({
  agentId,
  developerName,
  source,
  versionId = "",
  onShow,
  beside,
  comesBack,
}: PreviewPanelProps & { readonly comesBack: boolean }) {
  const { here, change, fill } = useTypedHere(agentId, versionId);
  const { mode, variables, mocks: texts } = here;
  const [chosen, setChosen] = useState<number>();
  const told = useRef<HTMLDivElement>(null);
  const controls = useTalk({ agentId, mocks: mocksOf(texts), onMocks: fill, comesBack });
  const { talk, start, starting, comeBack } = controls;
  const form = useForm(agentId, source, true);
  // The latest turn's trace, until another is chosen; one that was left behind is chosen no more.
  const traced = chosen !== undefined && talk?.turns[chosen]?.id ? chosen : (talk?.turns.length ?? 0) - 1;
  const turn = talk?.turns[traced];
  const asked = useAsk(
    "turnTrace",
    { params: { session: turn?.session ?? "", turn: turn?.id ?? "" } },
    { enabled: turn?.id !== undefined && turn.trace === undefined && turn.state !== "running" && !controls.running },
  );
  const trace = turn?.trace ?? (turn?.id === undefined ? undefined : asked.data);
  const actions = form.data?.actions ?? [];
  const unresolved = useUnresolved(actions);
  const showTrace = (of: number) => {
    setChosen(of);
    // On a narrow page it stands below the conversation.
    requestAnimationFrame(() => told.current?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <Stack gap="sm" className={classes.panel} role="region" aria-label={`Preview of ${developerName}`}>
      <Bar
        mode={mode}
        onMode={(to) => change({ mode: to })}
        controls={controls}
        actions={actions}
        texts={texts}
        onType={(mocks) => change({ mocks })}
      />
      {comeBack.error && <Problem error={comeBack.error} />}
      {comeBack.looking && !talk && <Waiting lines={6} />}
      {talk && (
        <div className={classes.sides}>
          <Conversation
            talk={talk}
            controls={controls}
            source={source}
            actions={actions}
            traced={trace ? traced : undefined}
            onTrace={showTrace}
          />
          <div className={classes.told} ref={told}>
            <div className={classes.trace}>
              <UnresolvedTargets targets={unresolved} />
              {trace ? (
                <TraceView key={trace.turnId} trace={trace} onShow={onShow} />
              ) : (
                <Text size="sm" c="dimmed">
                  {turn?.state === "running"
                    ? `Turn ${traced + 1} runs. Its trace stands here once it is over.`
                    : "The trace of a turn stands here once the agent has answered: each step with its time, every prompt, and what changed."}
                </Text>
              )}
            </div>
            {beside}
          </div>
        </div>
      )}
      {!talk && !comeBack.looking && (
        <div className={classes.begin}>
          <UnresolvedTargets targets={unresolved} />
          <Answer of={form} lines={6}>
            {(found) => (
              <StartForm
                form={found}
                mode={mode}
                typed={variables}
                onType={(typed) => change({ variables: typed })}
                mocks={texts}
                onMock={(mocks) => change({ mocks })}
                starting={starting.isPending}
                error={starting.error}
                onStart={(given) => {
                  setChosen(undefined);
                  start({ mode, source, variables: given }).catch(() => {});
                }}
                onShow={onShow}
              />
            )}
          </Answer>
          {beside}
        </div>
      )}
    </Stack>
  );
}
