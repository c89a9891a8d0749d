// Event Logs: the sessions of the org, newest first, by what a reader looks for; live as they come; as files.
import { Alert, Button, Collapse, Group, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMemo } from "react";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { useFilters } from "../../kit/filters.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { type Asked, filterOf, names } from "./asked.ts";
import { ExportButton } from "./export-button.tsx";
import { Filters } from "./filters.tsx";
import { Retention } from "./retention.tsx";
import { SessionTable } from "./session-table.tsx";
import { Tail } from "./tail.tsx";

export default function Logs() {
  const { asked, ask, clear } = useFilters(names);
  const [watching, { toggle }] = useDisclosure(false);
  const address = JSON.stringify(asked);
  // Spans end now; "now" moves on when something else is asked, not with every drawing of the page.
  const filter = useMemo(() => filterOf(JSON.parse(address) as Asked, Date.now()), [address]);
  const logs = useAsk("logs", { query: filter }, { keep: true });
  const { after, ...sessions } = filter;
  const narrowed = Object.keys(asked).some((name) => name !== "after");

  return (
    <PageFrame
      title="Event Logs"
      about="Every conversation that clients hold with the agents: who with whom, what happened, and what went wrong."
      actions={
        <Group>
          <Switch label="Live tail" checked={watching} onChange={toggle} />
          <ExportButton filter={sessions} what="sessions" />
        </Group>
      }
    >
      <Filters asked={asked} onAsk={ask} onClear={clear} />
      <Collapse expanded={watching}>{watching && <Tail agent={filter.agent} preview={filter.preview} />}</Collapse>
      <Answer of={logs} lines={10}>
        {({ sessions: lines, next, count }) =>
          lines.length === 0 ? (
            <Nothing narrowed={narrowed} onAll={clear} />
          ) : (
            <Stack gap="sm">
              <Text size="sm" c="dimmed" role="status">
                {inNumbers(count)}
                {after !== undefined && ", of which these are older ones"}
              </Text>
              <SessionTable lines={lines} />
              <Group justify="flex-end">
                {after !== undefined && (
                  <Button variant="default" onClick={() => ask({ after: "" })}>
                    Newest
                  </Button>
                )}
                <Button
                  variant="default"
                  disabled={next === null}
                  onClick={() => next !== null && ask({ after: next })}
                >
                  Older
                </Button>
              </Group>
            </Stack>
          )
        }
      </Answer>
      <Retention />
    </PageFrame>
  );
}

const inNumbers = ({ number, more }: { readonly number: number; readonly more: boolean }) => {
  const shown = number.toLocaleString();
  return more ? `More than ${shown} sessions` : `${shown} ${number === 1 ? "session" : "sessions"}`;
};

function Nothing({ narrowed, onAll }: { readonly narrowed: boolean; readonly onAll: () => void }) {
  if (!narrowed) {
    return (
      <Empty title="No conversation yet">
        A session appears here as soon as a client starts one with an agent. To hold the first one, choose Connect a
        client in the tree and run its commands.
      </Empty>
    );
  }
  return (
    <Alert color="gray" role="status" title="No session is like this">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">Filters all hold at once. Session IDs and external session keys have to be given whole.</Text>
        <Button size="xs" variant="default" onClick={onAll}>
          Show all sessions
        </Button>
      </Stack>
    </Alert>
  );
}
