// Which range of time, by the hour or by the day, and of whose sessions.
import { Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useAsk } from "../../kit/ask.ts";
import { type Asked, ranges } from "./asked.ts";

interface Props {
  readonly asked: Asked;
  readonly bucket: "hour" | "day";
  /** Whether the range is short enough for hours. */
  readonly mayHour: boolean;
  readonly onAsk: (asked: Asked) => void;
}

export function RangePicker({ asked, bucket, mayHour, onAsk }: Props) {
  const agents = useAsk("agents");
  const agent = useAsk("agent", { params: { agent: asked.agent ?? "" } }, { enabled: asked.agent !== undefined });
  const data = Object.entries(ranges).map(([value, { label }]) => ({ value, label }));
  return (
    <Group align="flex-end" gap="sm" role="search" aria-label="Figures">
      <Select
        label="Range"
        data={[...data, { value: "between", label: "Between…" }]}
        value={asked.range ?? "week"}
        allowDeselect={false}
        onChange={(range) => onAsk({ range: range ?? "", by: "" })}
        w="11rem"
      />
      {asked.range === "between" &&
        (["from", "to"] as const).map((name) => (
          <TextInput
            key={name}
            type="date"
            label={name === "from" ? "From" : "To"}
            value={asked[name] ?? ""}
            onChange={(event) => onAsk({ [name]: event.currentTarget.value })}
          />
        ))}
      <Stack gap={2}>
        <Text size="sm" fw={500} id="by">
          By
        </Text>
        <SegmentedControl
          aria-labelledby="by"
          value={bucket}
          onChange={(by) => onAsk({ by })}
          data={[
            { value: "hour", label: "Hour", disabled: !mayHour },
            { value: "day", label: "Day" },
          ]}
        />
      </Stack>
      <Select
        label="Agent"
        placeholder="All agents"
        data={agents.data?.agents.map(({ id, label }) => ({ value: id, label })) ?? []}
        value={asked.agent ?? null}
        onChange={(id) => onAsk({ agent: id ?? "", version: "" })}
        searchable
        clearable
        w="12rem"
      />
      <Select
        label="Version"
        placeholder={asked.agent === undefined ? "Choose an agent" : "All versions"}
        disabled={asked.agent === undefined}
        data={agent.data?.versions.map(({ id, number }) => ({ value: id, label: `v${number}` })) ?? []}
        value={asked.version ?? null}
        onChange={(id) => onAsk({ version: id ?? "" })}
        clearable
        w="12rem"
      />
    </Group>
  );
}
