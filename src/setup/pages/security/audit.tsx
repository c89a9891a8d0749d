// Audit Trail: who changed what and when, with each field as it was and as it is.
import { Button, Group, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { AuditAsked } from "../../../contract/setup-audit.ts";
import { Empty, Problem, Waiting } from "../../kit/answer.tsx";
import { ExportMenu } from "../../kit/export-menu.tsx";
import { useFilters } from "../../kit/filters.ts";
import { Choice, Find, viewOf } from "../../kit/find.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { server } from "../../kit/server.ts";
import { WideTable } from "../../kit/wide-table.tsx";
import { AuditRow } from "./audit-row.tsx";

/** What may be looked for, by the beginning of an action. */
const subjects = [
  { value: "", label: "Everything" },
  { value: "agent.", label: "Agents" },
  { value: "app.", label: "External client apps" },
  { value: "credentials.", label: "Consumer keys and secrets" },
  { value: "user.", label: "Users" },
  { value: "permission_set.", label: "Permission sets" },
  { value: "org.", label: "The org" },
  { value: "key.", label: "Signing keys" },
  { value: "secrets.", label: "Sealed secrets" },
] as const;

const DAY_MS = 24 * 60 * 60_000;
const spans = [
  { value: "", label: "Always" },
  { value: "1", label: "The last day" },
  { value: "7", label: "The last 7 days" },
  { value: "30", label: "The last 30 days" },
  { value: "180", label: "The last 180 days" },
] as const;

/** A moment so many days ago, to the minute: the same question has the same answer for a while. */
const daysAgo = (days: string): string =>
  new Date(Math.floor((Date.now() - Number(days) * DAY_MS) / 60_000) * 60_000).toISOString();

export default function AuditTrail() {
  const { asked, ask } = useFilters(["who", "what", "days"]);
  const who = (asked.who ?? "").trim();
  const what = viewOf(subjects, asked.what);
  const days = viewOf(spans, asked.days);
  const question: AuditAsked = {
    ...(who !== "" && { who }),
    ...(what !== "" && { what }),
    ...(days !== "" && { since: daysAgo(days) }),
  };
  const trail = useInfiniteQuery({
    queryKey: ["auditTrail", who, what, days],
    queryFn: ({ pageParam, signal }) =>
      server.call("auditTrail", {
        query: { ...question, ...(pageParam !== undefined && { before: pageParam }) },
        signal,
      }),
    // An entry that is open stays open while another question is asked.
    placeholderData: keepPreviousData,
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ entries, more }) => (more ? entries.at(-1)?.number : undefined),
  });
  const entries = trail.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <PageFrame
      title="Audit Trail"
      about="Every change of a record and every secret that was shown, the newest first. Nobody can change or delete an entry."
      actions={
        <ExportMenu
          name="audit-trail"
          pieces={(format, signal) => server.stream("auditExport", { query: { ...question, format }, signal })}
        />
      }
    >
      <Group align="flex-end">
        <Find
          label="Who"
          placeholder="Name, username, operator or project"
          value={asked.who ?? ""}
          onChange={(words) => ask({ who: words })}
        />
        <Choice label="What" data={subjects} value={what} onChange={(chosen) => ask({ what: chosen })} />
        <Choice label="Since" data={spans} value={days} onChange={(chosen) => ask({ days: chosen })} />
      </Group>
      {trail.isPending && <Waiting lines={6} />}
      {trail.error && <Problem error={trail.error} onRetry={() => trail.refetch()} />}
      {trail.data && entries.length === 0 && (
        <Empty title="No entry is found">
          Nobody did anything of the kind in this time. Look for more of it above.
        </Empty>
      )}
      {entries.length > 0 && (
        <>
          <WideTable label="Audit trail" heads={["Time", "Who", "What", "On", ""]} minWidth={720}>
            {entries.map((entry) => (
              <AuditRow key={entry.number} entry={entry} />
            ))}
          </WideTable>
          <Group>
            {trail.hasNextPage && (
              <Button variant="default" loading={trail.isFetchingNextPage} onClick={() => trail.fetchNextPage()}>
                Show older entries
              </Button>
            )}
            <Text size="sm" c="dimmed" role="status">
              {`${entries.length}${trail.hasNextPage ? " shown, and there are more" : entries.length === 1 ? " entry" : " entries"}`}
            </Text>
          </Group>
        </>
      )}
    </PageFrame>
  );
}
