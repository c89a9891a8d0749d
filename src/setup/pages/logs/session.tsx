// One session: what it was, and everything that happened in it in time order.
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { SessionLine, SessionLog } from "../../../contract/setup-logs.ts";
import { addresses } from "../../addresses.ts";
import { usePart } from "../../kit/address.ts";
import { Answer, Problem } from "../../kit/answer.tsx";
import { useAsk, useMay, useTell } from "../../kit/ask.ts";
import { CopyField } from "../../kit/copy-field.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { When } from "../../kit/when.tsx";
import { inWords } from "./duration.ts";
import { ExportButton } from "./export-button.tsx";
import { ErrorBadges, StatusBadge } from "./session-table.tsx";
import { Timeline } from "./timeline.tsx";

export default function Session() {
  const id = usePart("session");
  const log = useAsk("log", { params: { session: id } });
  const mayDelete = useMay("manage_org");
  return (
    <PageFrame
      title="Session"
      up={{ label: "Event Logs", to: addresses.sessions() }}
      actions={
        log.data && (
          <>
            <ExportButton filter={{ session: id }} what="moments" />
            {mayDelete && <DeleteButton id={id} />}
          </>
        )
      }
    >
      <Answer of={log} lines={8}>
        {(answer) => <Told log={answer} />}
      </Answer>
    </PageFrame>
  );
}

function Told({ log }: { readonly log: SessionLog }) {
  return (
    <Stack gap="lg">
      <Facts line={log.session} />
      {log.masked && (
        <Alert color="gray" title="What was said is masked">
          The script of this agent does not ask for enhanced event logs. Set{" "}
          <code>enable_enhanced_event_logs: True</code> in its <code>config</code> block and commit: sessions that begin
          on the new version are shown in full.
        </Alert>
      )}
      <Chapters first={log} />
    </Stack>
  );
}

const facts: readonly { readonly label: string; readonly of: (line: SessionLine) => React.ReactNode }[] = [
  { label: "Start Time", of: ({ startedAt }) => <When at={startedAt} /> },
  { label: "Duration", of: ({ durationMs }) => inWords(durationMs) },
  { label: "Connection", of: ({ connection }) => connection },
  { label: "Agent", of: ({ agent }) => `${agent.label}${agent.version === null ? "" : ` v${agent.version}`}` },
  { label: "App", of: ({ app }) => app.label },
  { label: "User", of: ({ user }) => user.name },
  { label: "Turns", of: ({ turns }) => turns },
  { label: "Dropped", of: ({ dropped }) => (dropped ? "Yes" : "No") },
  { label: "Error", of: (line) => <ErrorBadges line={line} /> },
  { label: "Status", of: (line) => <StatusBadge line={line} /> },
  { label: "External session key", of: ({ externalKey }) => externalKey },
];

function Facts({ line }: { readonly line: SessionLine }) {
  return (
    <Stack gap="sm">
      <CopyField label="Session ID" value={line.id} />
      <Group component="dl" gap="xl" m={0} align="flex-start" style={{ rowGap: "0.75rem" }}>
        {facts.map(({ label, of }) => (
          <div key={label}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <Text component="dd" size="sm" m={0}>
              {of(line)}
            </Text>
          </div>
        ))}
      </Group>
    </Stack>
  );
}

/** The moments, some turns at a time: each chapter that is opened stays. */
function Chapters({ first }: { readonly first: SessionLog }) {
  const [opened, setOpened] = useState<readonly number[]>([]);
  const add = (after: number) => setOpened((before) => [...before, after]);
  return (
    <Stack gap="md">
      <Timeline log={first} />
      {first.next !== null && !opened.includes(first.next) && <More after={first.next} onMore={add} />}
      {opened.map((after) => (
        <Chapter key={after} id={first.session.id} after={after} opened={opened} onMore={add} />
      ))}
    </Stack>
  );
}

interface ChapterProps {
  readonly id: string;
  readonly after: number;
  readonly opened: readonly number[];
  readonly onMore: (after: number) => void;
}

function Chapter({ id, after, opened, onMore }: ChapterProps) {
  const log = useAsk("log", { params: { session: id }, query: { after: String(after) } });
  return (
    <Answer of={log}>
      {(answer) => (
        <>
          <Timeline log={answer} />
          {answer.next !== null && !opened.includes(answer.next) && <More after={answer.next} onMore={onMore} />}
        </>
      )}
    </Answer>
  );
}

const More = ({ after, onMore }: { readonly after: number; readonly onMore: (after: number) => void }) => (
  <Group>
    <Button variant="default" onClick={() => onMore(after)}>
      {`Show the turns after turn ${after}`}
    </Button>
  </Group>
);

function DeleteButton({ id }: { readonly id: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useTell("deleteLog", ["logs", "logRetention"]);
  const navigate = useNavigate();
  const confirm = () =>
    remove.mutate({ params: { session: id } }, { onSuccess: () => navigate({ to: addresses.sessions() }) });
  return (
    <>
      <Button variant="default" onClick={open}>
        Delete
      </Button>
      <Modal opened={opened} onClose={close} title="Delete this session">
        <Stack>
          <Text size="sm">
            Its messages, steps and feedback go with it, and a client that still talks is told that there is no such
            session. This cannot be undone.
          </Text>
          {remove.isError && <Problem error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={remove.isPending} onClick={confirm}>
              Delete the session
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
