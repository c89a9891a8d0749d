// Somebody else changed the draft meanwhile: shows both texts, and lets the person at the page decide.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Answer } from "../../../kit/answer.tsx";
import { DiffSlot } from "../editor/diff-slot.tsx";
import type { Theirs } from "../use-working-copy.ts";

export function ConflictDialog({
  says,
  mine,
  ask,
  onTake,
  onKeep,
  onClose,
}: {
  readonly says: string;
  readonly mine: string;
  readonly ask: () => Promise<Theirs>;
  readonly onTake: (theirs: Theirs) => void;
  readonly onKeep: (theirs: Theirs) => void;
  readonly onClose: () => void;
}) {
  const theirs = useQuery({ queryKey: ["theirs", says], queryFn: ask, gcTime: 0, staleTime: 0 });
  return (
    <Modal opened onClose={onClose} title="Somebody else changed this draft" size="80rem">
      <Stack>
        <Text size="sm">{says}</Text>
        <Answer of={theirs}>
          {(found) => (
            <>
              <DiffSlot before={found} after={{ title: "Yours, not saved yet", source: mine }} />
              <Group justify="flex-end">
                <Button variant="default" onClick={onClose}>
                  Decide later
                </Button>
                <Button variant="default" onClick={() => onTake(found)}>
                  Take theirs
                </Button>
                <Button onClick={() => onKeep(found)}>Keep mine</Button>
              </Group>
            </>
          )}
        </Answer>
      </Stack>
    </Modal>
  );
}
