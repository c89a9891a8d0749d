// How the draft stands: saved, being saved, kept here because the server is away, or in conflict.
import { Button, Text } from "@mantine/core";
import type { Keeping } from "./draft-keeper.ts";

const sentences: Readonly<Record<Keeping["kind"], string>> = {
  saved: "Draft saved",
  unsaved: "Unsaved",
  saving: "Saving…",
  away: "Not saved: the server does not answer. Your text is kept in this browser and sent again",
  conflict: "Not saved: somebody else changed the draft",
  refused: "Not saved",
};

export function KeepingState({
  keeping,
  hasDraft,
  onDecide,
}: {
  readonly keeping: Keeping;
  readonly hasDraft: boolean;
  readonly onDecide: () => void;
}) {
  const calm = keeping.kind === "saved" || keeping.kind === "saving" || keeping.kind === "unsaved";
  const sentence =
    keeping.kind === "refused"
      ? `Not saved: ${keeping.says}`
      : keeping.kind === "saved" && !hasDraft
        ? "No draft"
        : sentences[keeping.kind];
  return (
    <>
      <Text size="sm" role="status" aria-label="State of the draft" {...(calm ? { c: "dimmed" } : { fw: 600 })}>
        {sentence}
      </Text>
      {keeping.kind === "conflict" && (
        <Button size="compact-sm" variant="default" onClick={onDecide}>
          Look and decide
        </Button>
      )}
    </>
  );
}
