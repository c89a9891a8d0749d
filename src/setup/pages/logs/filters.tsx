// What sessions are looked for by. Choices take effect at once, texts when they are sent.
import { Button, Group, Select, type SelectProps, SimpleGrid, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { END_REASONS } from "../../../contract/setup-logs.ts";
import { useAsk } from "../../kit/ask.ts";
import { type Asked, ended, spans } from "./asked.ts";

const statuses = [
  { value: "open", label: "Open" },
  { value: "ended", label: "Ended" },
  { value: "expired", label: "Dropped" },
  { value: "failed", label: "With an error" },
  { value: "action_failed", label: "An action failed" },
  { value: "escalated", label: "Escalated" },
  { group: "Ended because", items: END_REASONS.map((reason) => ({ value: `${ended}${reason}`, label: reason })) },
];

const times = [
  ...Object.entries(spans).map(([value, { label }]) => ({ value, label })),
  { value: "between", label: "Between…" },
];

const previews = [
  { value: "too", label: "With previews" },
  { value: "only", label: "Previews only" },
];

interface Props {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
}

export function Filters({ asked, onAsk, onClear }: Props & { readonly onClear: () => void }) {
  const agents = useAsk("agents");
  const apps = useAsk("apps");
  const users = useAsk("users");
  // What is asked anew is shown from its beginning.
  const begin = (part: Asked) => onAsk({ ...part, after: "" });
  const choices: readonly { name: keyof Asked; label: string; none: string; data: SelectProps["data"] }[] = [
    {
      name: "agent",
      label: "Agent",
      none: "All agents",
      data: agents.data?.agents.map(({ id, label }) => ({ value: id, label })),
    },
    {
      name: "app",
      label: "App",
      none: "All apps",
      data: apps.data?.apps.map(({ id, label }) => ({ value: id, label })),
    },
    {
      name: "user",
      label: "User",
      none: "All users",
      data: users.data?.users.map(({ id, name, username }) => ({ value: id, label: `${name} (${username})` })),
    },
    { name: "status", label: "Status", none: "Any status", data: statuses },
    { name: "span", label: "Start Time", none: "Any time", data: times },
    { name: "preview", label: "Previews", none: "Left out", data: previews },
  ];
  return (
    <search aria-label="Sessions">
      <SimpleGrid cols={{ base: 2, md: 3, lg: 6 }} spacing="sm">
        {choices.map(({ name, label, none, data }) => (
          <Select
            key={name}
            label={label}
            placeholder={none}
            data={data ?? []}
            value={asked[name] ?? null}
            onChange={(value) => begin({ [name]: value ?? "" })}
            searchable
            clearable
            nothingFoundMessage="Nothing goes by this name"
          />
        ))}
      </SimpleGrid>
      {asked.span === "between" && <Between asked={asked} onAsk={begin} />}
      <Exact key={`${asked.key} ${asked.session}`} asked={asked} onAsk={begin} onClear={onClear} />
    </search>
  );
}

const Between = ({ asked, onAsk }: Props) => (
  <Group mt="sm">
    {(["from", "to"] as const).map((name) => (
      <TextInput
        key={name}
        type="datetime-local"
        label={name === "from" ? "From" : "To"}
        value={asked[name] ?? ""}
        onChange={(event) => onAsk({ [name]: event.currentTarget.value })}
      />
    ))}
  </Group>
);

/** What is known to the letter. */
function Exact({ asked, onAsk, onClear }: Props & { readonly onClear: () => void }) {
  const [key, setKey] = useState(asked.key ?? "");
  const [session, setSession] = useState(asked.session ?? "");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onAsk({ key: key.trim(), session: session.trim() });
  };
  return (
    <form onSubmit={send}>
      <Group mt="sm" align="flex-end">
        <TextInput
          label="External session key"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          w={{ base: "100%", xs: "16rem" }}
        />
        <TextInput
          label="Session ID"
          value={session}
          onChange={(event) => setSession(event.currentTarget.value)}
          w={{ base: "100%", xs: "23rem" }}
        />
        <Button type="submit" variant="default">
          Find
        </Button>
        {Object.keys(asked).length > 0 && (
          <Button variant="subtle" onClick={onClear}>
            Clear filters
          </Button>
        )}
      </Group>
    </form>
  );
}
