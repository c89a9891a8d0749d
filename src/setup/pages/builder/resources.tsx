// Variables and actions of the script, and where the target of each action leads at this moment.
import { Alert, Anchor, Badge, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { TargetState } from "../../../contract/setup-agents.ts";
import { server } from "../../kit/server.ts";
import type { Sound } from "./language/study.ts";

/** Milliseconds after which targets are looked up again: a function that was just written is found soon. */
const AGAIN_MS = 4_000;

/** Where targets lead, now and again. */
export function useTargets(targets: readonly string[], enabled: boolean): ReadonlyMap<string, TargetState> {
  const asked = [...new Set(targets)].sort();
  const { data } = useQuery({
    queryKey: ["resolveTargets", asked],
    queryFn: ({ signal }) => server.call("resolveTargets", { body: { targets: asked }, signal }),
    enabled: enabled && asked.length > 0,
    refetchInterval: AGAIN_MS,
    placeholderData: (before) => before,
  });
  return new Map(data?.targets.map((each) => [each.target, each]));
}

export function Resources({
  sound,
  stale,
  visible,
  onShow,
}: {
  readonly sound: Sound;
  readonly stale: boolean;
  /** Whether somebody looks: only then are targets looked up. */
  readonly visible: boolean;
  readonly onShow: (line: number) => void;
}) {
  const { variables, actions } = sound;
  const states = useTargets(
    actions.map(({ target }) => target),
    visible,
  );
  return (
    <Stack p="sm" gap="lg">
      {stale && (
        <Alert color="yellow" variant="light">
          The script has errors. These are its parts from before them.
        </Alert>
      )}
      <Rows
        title="Actions"
        columns={["Action", "Subagent", "Target", "State"]}
        none="No subagent has an action yet. An action calls a function, a flow or an address of yours; the subagent's actions block declares it."
        rows={actions.map(({ name, node, target, line, says }) => [
          <Jump key="name" name={name} line={line} says={says} onShow={onShow} />,
          node,
          target,
          <State key="state" state={states.get(target)} />,
        ])}
      />
      <Rows
        title="Variables"
        columns={["Variable", "Declaration", "What it is for"]}
        none="The agent remembers nothing besides the conversation. The variables block declares what it should."
        rows={variables.map(({ name, declaration, line, says }) => [
          <Jump key="name" name={name} line={line} says="" onShow={onShow} />,
          declaration,
          says,
        ])}
      />
    </Stack>
  );
}

function Rows({
  title,
  columns,
  rows,
  none,
}: {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
  readonly none: string;
}) {
  return (
    <div>
      <Title order={3} size="h5" mb="xs">
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={480}>
          <Table aria-label={title} verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{column}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((cells, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows follow the script and keep no state
                <Table.Tr key={row}>
                  {cells.map((cell, at) => (
                    <Table.Td key={columns[at]}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </div>
  );
}

function Jump({
  name,
  line,
  says,
  onShow,
}: {
  readonly name: string;
  readonly line: number;
  readonly says: string;
  readonly onShow: (line: number) => void;
}) {
  return (
    <>
      <Anchor component="button" type="button" size="sm" onClick={() => onShow(line)}>
        {name}
      </Anchor>
      {says && (
        <Text size="xs" c="dimmed">
          {says}
        </Text>
      )}
    </>
  );
}

function State({ state }: { readonly state: TargetState | undefined }) {
  if (!state) return <Text size="sm">…</Text>;
  return (
    <>
      <Badge color={state.resolved ? "sea" : "orange"} variant="light">
        {state.resolved ? "Resolved" : "Leads nowhere"}
      </Badge>
      <Text size="xs">{state.says}</Text>
    </>
  );
}
