// Compares any two versions of an agent, the text in the editor among them.
import { Group, Modal, Select, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { AgentDetail, AgentVersion } from "../../../../contract/setup-agents.ts";
import { Answer } from "../../../kit/answer.tsx";
import { useAsk } from "../../../kit/ask.ts";
import { DiffSlot } from "../editor/diff-slot.tsx";
import { titleOf } from "./title.ts";

/** Stands for the text in the editor among the versions' ids. */
const HERE = "here";

export function CompareDialog({
  agent,
  first,
  shown,
  here,
  onClose,
}: {
  readonly agent: AgentDetail;
  /** Id of the version that was chosen to be compared; the one before the version that is shown where none was. */
  readonly first: string | undefined;
  /** The version in the editor. */
  readonly shown: AgentVersion | undefined;
  /** The text in the editor. */
  readonly here: string;
  readonly onClose: () => void;
}) {
  const committed = agent.versions.filter(({ state }) => state === "committed");
  const former = committed.find(({ number }) => shown === undefined || number < shown.number) ?? committed[0];
  const [before, setBefore] = useState(first ?? former?.id ?? HERE);
  const [after, setAfter] = useState(HERE);
  const choices = [
    { value: HERE, label: "In the editor now" },
    ...committed.map((version) => ({ value: version.id, label: titleOf(version, agent) })),
  ];
  const old = useAsk("agentVersion", { params: { agent: agent.id, version: before } }, { enabled: before !== HERE });
  const now = useAsk("agentVersion", { params: { agent: agent.id, version: after } }, { enabled: after !== HERE });
  const side = (value: string, source: string) => ({
    title: choices.find((choice) => choice.value === value)?.label ?? value,
    source,
  });
  const withText = (value: string, asked: typeof old, show: (source: string) => ReactNode) =>
    value === HERE ? show(here) : <Answer of={asked}>{({ source }) => show(source)}</Answer>;
  return (
    <Modal opened onClose={onClose} title="Compare versions" size="80rem">
      <Stack>
        <Group grow>
          <Select
            label="Before"
            data={choices}
            value={before}
            onChange={(id) => id && setBefore(id)}
            allowDeselect={false}
          />
          <Select
            label="After"
            data={choices}
            value={after}
            onChange={(id) => id && setAfter(id)}
            allowDeselect={false}
          />
        </Group>
        {withText(before, old, (oldText) =>
          withText(after, now, (nowText) => <DiffSlot before={side(before, oldText)} after={side(after, nowText)} />),
        )}
      </Stack>
    </Modal>
  );
}
