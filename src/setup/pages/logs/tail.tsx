// The live tail: sessions and turns as they begin, newest first.
import { Anchor, Badge, Group, Paper, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { SetupRefusal } from "../../../contract/setup-client.ts";
import type { TailItem } from "../../../contract/setup-logs.ts";
import { addresses } from "../../addresses.ts";
import { server } from "../../kit/server.ts";
import { onStanding } from "../../kit/standing.ts";

/** Items that stay on the page. */
const KEPT = 100;
/** Milliseconds before a stream that ended is opened again. */
const AGAIN_MS = 2_000;

interface Props {
  readonly agent: string | undefined;
  readonly preview: "only" | "too" | undefined;
}

export function Tail({ agent, preview }: Props) {
  const { items, listening } = useTail({ agent, preview });
  return (
    <Paper withBorder p="sm">
      <Stack gap={4}>
        <Text size="sm" fw={600} role="status">
          {listening ? "Live tail: new sessions and turns appear here" : "Live tail: connecting…"}
        </Text>
        <Stack gap={4} mah="16rem" style={{ overflow: "auto" }} role="log" aria-label="Live tail" tabIndex={0}>
          {items.map((item) => (
            <Line key={`${item.at} ${item.sessionId} ${item.turn}`} item={item} />
          ))}
          {items.length === 0 && (
            <Text size="sm" c="dimmed">
              Nothing has begun since you began to watch.
            </Text>
          )}
        </Stack>
      </Stack>
    </Paper>
  );
}

function Line({ item: { kind, at, sessionId, agent, turn, text } }: { readonly item: TailItem }) {
  if (kind === "skipped" || sessionId === null) {
    return (
      <Text size="sm" c="dimmed">
        More began than is shown here. The list below has all of it.
      </Text>
    );
  }
  return (
    <Group gap="xs" wrap="nowrap" align="baseline">
      <Text size="xs" c="dimmed" ff="monospace">
        {new Date(at).toLocaleTimeString()}
      </Text>
      <Badge
        size="sm"
        variant="light"
        color={kind === "session" ? "sea" : "gray"}
        c="var(--mantine-color-text)"
        tt="none"
      >
        {kind === "session" ? "Session" : `Turn ${turn}`}
      </Badge>
      <Anchor component={Link} to={addresses.session(sessionId)} size="sm" style={{ whiteSpace: "nowrap" }}>
        {agent}
      </Anchor>
      {text !== null && (
        <Text size="sm" truncate>
          {text}
        </Text>
      )}
    </Group>
  );
}

/** What began since; while nobody answers, it is asked for again and again, and once more when the person is back. */
function useTail({ agent, preview }: Props): { readonly items: readonly TailItem[]; readonly listening: boolean } {
  const [items, setItems] = useState<readonly TailItem[]>([]);
  const [listening, setListening] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const query = { ...(agent !== undefined && { agent }), ...(preview !== undefined && { preview }) };
    const listen = async () => {
      for await (const item of server.stream("logTail", { query, signal: stop.signal })) {
        setListening(true);
        if (item.kind !== "listening") setItems((before) => [item, ...before].slice(0, KEPT));
      }
    };
    let timer: number | undefined;
    // The shell asks whoever is logged out to log in again: until then each attempt would be refused.
    let loggedOut = false;
    const keep = async () => {
      loggedOut = false;
      const why: unknown = await listen().catch((error: unknown) => error);
      if (stop.signal.aborted) return;
      setListening(false);
      loggedOut = why instanceof SetupRefusal && why.status === 401;
      if (!loggedOut) timer = window.setTimeout(keep, AGAIN_MS);
    };
    const stopHearing = onStanding((standing) => {
      if (loggedOut && standing === "well") keep();
    });
    keep();
    return () => {
      stop.abort();
      stopHearing();
      window.clearTimeout(timer);
    };
  }, [agent, preview]);
  return { items, listening };
}
