// The bench with the working copy on it, which is kept as it is typed, and the bench with a version that is only read.
import { Alert, Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import type { AgentDetail, AgentVersion, TargetState, VersionText } from "../../../contract/setup-agents.ts";
import { When } from "../../kit/when.tsx";
import { Bench } from "./bench.tsx";
import { ConfirmDialog, type Confirmed } from "./confirm-dialog.tsx";
import { useDeeds } from "./deeds.ts";
import type { ScriptEditorHandle } from "./editor/script-editor.tsx";
import { KeepingState } from "./keeping-state.tsx";
import { RenameDialog, type Renamed } from "./rename-dialog.tsx";
import { useWorkingCopy } from "./use-working-copy.ts";
import { CommitDialog } from "./versions/commit-dialog.tsx";
import { ConflictDialog } from "./versions/conflict-dialog.tsx";

interface Shown {
  readonly agent: AgentDetail;
  readonly shown: AgentVersion | undefined;
  readonly onVersion: (id: string | undefined) => void;
}

type Opened = "commit" | "conflict" | { readonly confirm: Confirmed } | { readonly rename: Renamed };

export function WorkBench({
  agent,
  shown,
  text,
  asOf,
  onVersion,
  onTaken,
}: Shown & {
  readonly text: VersionText | undefined;
  /** When `agent` was asked for, in epoch milliseconds. */
  readonly asOf: number;
  /** The text on the server became another one by what was done here: begin again with it. */
  readonly onTaken: () => void;
}) {
  const editor = useRef<ScriptEditorHandle>(null);
  const copy = useWorkingCopy(agent, text, editor);
  const deeds = useDeeds(agent);
  const [opened, setOpened] = useState<Opened>();
  const [errors, setErrors] = useState(0);
  const [unresolved, setUnresolved] = useState<readonly TargetState[]>([]);
  const close = () => setOpened(undefined);
  const { keeping } = copy;

  useEffect(() => {
    if (keeping.kind === "conflict") setOpened("conflict");
  }, [keeping.kind]);

  const draft = agent.versions.find(({ state }) => state === "draft");
  const hash = draft?.hash ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked last is compared, whenever it was asked
  useEffect(() => {
    if (!copy.isClean() || hash === copy.currentBase() || asOf <= copy.savedAt.current) return;
    copy.theirs().then((theirs) => {
      if (!copy.isClean()) return;
      if (theirs.source === editor.current?.text()) return copy.settle(theirs.base);
      copy.take(theirs);
      notifications.show({ message: `${theirs.title}. The editor shows it now.` });
    }, noNews);
  }, [hash, asOf]);

  const rename = async (offset: number) => {
    const { current } = editor;
    const name = await current?.analyst.ask("renameable", current.text(), { offset });
    if (name !== undefined) setOpened({ rename: { offset, name } });
    else notifications.show({ message: "Nothing here can be renamed: put the cursor on a name." });
  };
  const clone = (version: AgentVersion) => {
    const deed = async () => {
      if (await deeds.clone(version, copy.currentBase())) onTaken();
    };
    if (copy.base === null) return deed();
    const says = `The draft is replaced by the text of version ${version.number}. What is in it now is lost.`;
    setOpened({ confirm: { title: "Replace the draft?", says, button: "Replace the draft", deed } });
  };
  const discard = () => {
    const deed = async () => {
      await copy.flush();
      if (!(await deeds.discard(copy.currentBase()))) return;
      copy.settle(null);
      onTaken();
    };
    const says = "What was written since the last commit is lost, for everybody.";
    setOpened({ confirm: { title: "Discard the draft?", says, button: "Discard the draft", deed } });
  };
  const committed = agent.versions.find(({ state }) => state === "committed");
  const hasDraft = copy.base !== null;
  return (
    <>
      <Bench
        agent={agent}
        shown={shown}
        editor={editor}
        source={copy.source}
        editable
        onEdit={copy.touch}
        onRename={rename}
        onErrors={setErrors}
        onUnresolved={setUnresolved}
        onVersion={onVersion}
        deeds={deeds}
        state={<KeepingState keeping={keeping} hasDraft={hasDraft} onDecide={() => setOpened("conflict")} />}
        activates={committed && committed.number !== agent.activeVersion ? committed : undefined}
        onClone={clone}
        {...(hasDraft && { onCommit: () => setOpened("commit") })}
        {...(hasDraft && committed && { onDiscard: discard })}
      />
      {opened === "commit" && (
        <CommitDialog
          agentId={agent.id}
          errors={errors}
          unresolved={unresolved}
          mayActivate={deeds.mayActivate}
          saved={async () => ((await copy.flush()) ? copy.currentBase() : undefined)}
          onCommitted={copy.ended}
          onClose={close}
        />
      )}
      {opened === "conflict" && keeping.kind === "conflict" && (
        <ConflictDialog
          says={keeping.says}
          mine={editor.current?.text() ?? ""}
          ask={copy.theirs}
          onTake={(theirs) => {
            copy.take(theirs);
            close();
          }}
          onKeep={(theirs) => {
            copy.keepMine(theirs);
            close();
          }}
          onClose={close}
        />
      )}
      {typeof opened === "object" && "rename" in opened && editor.current && (
        <RenameDialog of={opened.rename} editor={editor.current} onClose={close} />
      )}
      {typeof opened === "object" && "confirm" in opened && <ConfirmDialog of={opened.confirm} onClose={close} />}
    </>
  );
}

/** A look at what others did is repeated anyway. */
const noNews = () => {};

export function ReadBench({ agent, shown, text, onVersion }: Shown & { readonly text: VersionText }) {
  const editor = useRef<ScriptEditorHandle>(null);
  const deeds = useDeeds(agent);
  const [confirmed, setConfirmed] = useState<Confirmed>();
  const draft = agent.versions.find(({ state }) => state === "draft");
  const clone = async (version: AgentVersion) => {
    const deed = async () => {
      if (await deeds.clone(version, draft?.hash ?? null)) onVersion(undefined);
    };
    if (!draft) return deed();
    const says = `The draft, saved by ${draft.changedBy}, is replaced by the text of version ${version.number}.`;
    setConfirmed({ title: "Replace the draft?", says, button: "Replace the draft", deed });
  };
  const isActive = text.number === agent.activeVersion;
  return (
    <>
      <Bench
        agent={agent}
        shown={shown}
        editor={editor}
        source={text.source}
        editable={false}
        onVersion={onVersion}
        deeds={deeds}
        state={null}
        activates={text.state === "committed" && !isActive ? text : undefined}
        onClone={clone}
        notice={
          <Alert variant="light" color="blue" p="xs">
            <Group justify="space-between" gap="xs">
              <Text size="sm">
                Version {text.number}, {text.state === "draft" ? "saved" : "committed"} by{" "}
                {text.changedBy ?? "an earlier release"} on <When at={text.changedAt} />
                {text.message && `: ${text.message}`}. It is shown to be read
                {deeds.mayBuild ? "." : ": your role does not edit agents."}
              </Text>
              {deeds.mayBuild && (
                <Group gap="xs">
                  <Button size="compact-sm" variant="default" onClick={() => clone(text)}>
                    Clone to draft
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => onVersion(undefined)}>
                    Back to the draft
                  </Button>
                </Group>
              )}
            </Group>
          </Alert>
        }
      />
      {confirmed && <ConfirmDialog of={confirmed} onClose={() => setConfirmed(undefined)} />}
    </>
  );
}
