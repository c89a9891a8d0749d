// Asks what a commit changes, commits the draft, and may activate it at once.
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { TargetState } from "../../../../contract/setup-agents.ts";
import { Problem } from "../../../kit/answer.tsx";
import { useTell } from "../../../kit/ask.ts";
import { tellActive } from "../../../kit/tell-active.tsx";
import { UnresolvedTargets } from "../../../kit/unresolved-targets.tsx";

export function CommitDialog({
  agentId,
  errors,
  unresolved,
  mayActivate,
  saved,
  onClose,
  onCommitted,
}: {
  readonly agentId: string;
  /** How many errors the script has; with any, nothing is committed. */
  readonly errors: number;
  /** Targets that lead nowhere: they are told, and stop nothing. */
  readonly unresolved: readonly TargetState[];
  readonly mayActivate: boolean;
  /** Saves what is unsaved; gives the hash of the draft, or nothing where it could not be saved. */
  readonly saved: () => Promise<string | null | undefined>;
  readonly onClose: () => void;
  readonly onCommitted: () => void;
}) {
  const [message, setMessage] = useState("");
  const commit = useTell("commitDraft", ["agent", "agents"]);
  const activate = useTell("activate", ["agent", "agents"]);
  const [unsaved, setUnsaved] = useState(false);
  const busy = commit.isPending || activate.isPending;

  const send = async (alsoActivate: boolean) => {
    const base = await saved();
    setUnsaved(base === undefined);
    if (base === undefined) return;
    const params = { agent: agentId };
    const { number } = await commit.mutateAsync({ params, body: { base, message: message.trim() || null } });
    onCommitted();
    if (alsoActivate) {
      tellActive(
        await activate.mutateAsync({ params, body: { version: number } }),
        "is committed and active: new sessions get it",
      );
    } else notifications.show({ message: `Version ${number} is committed. Activate it to serve it.` });
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(false).catch(() => {});
  };
  return (
    <Modal opened onClose={onClose} title="Commit version" size="lg" centered>
      <form onSubmit={submit}>
        <Stack>
          {errors > 0 && (
            <Alert color="red" title={`The script has ${errors === 1 ? "an error" : `${errors} errors`}`}>
              A version that is committed can be activated, so it has no errors. The list below the editor says what to
              cure; the draft is saved meanwhile.
            </Alert>
          )}
          {unsaved && (
            <Alert color="red" role="alert">
              The draft is not saved yet, so nothing was committed. Look at the state of the draft above the editor.
            </Alert>
          )}
          <UnresolvedTargets targets={unresolved} />
          {commit.error && <Problem error={commit.error} />}
          {activate.error && <Problem error={activate.error} />}
          <Textarea
            label="What does this version change?"
            description="For whoever reads the list of versions later"
            placeholder="Asks for the order number first"
            autosize
            minRows={2}
            maxLength={1000}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
            data-autofocus
          />
          <Text size="sm" c="dimmed">
            A committed version never changes. The newest 20 are kept.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            {mayActivate && (
              <Button variant="default" disabled={errors > 0} loading={busy} onClick={() => send(true).catch(() => {})}>
                Commit and activate
              </Button>
            )}
            <Button type="submit" disabled={errors > 0} loading={busy}>
              Commit
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
