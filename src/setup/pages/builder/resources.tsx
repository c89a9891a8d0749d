// Variables and actions of the script, and where the target of each action leads at this moment.
import { Alert, Anchor, Badge, Stack, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { TargetState } from "../../../contract/setup-agents.ts";
import { useTargets } from "../../kit/use-targets.ts";
import type { Sound } from "./language/study.ts";

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
        columns={["Action", "Subagent", "Target"]}
        none="No subagent has an action yet. An action calls a function, a flow or an address of yours; the subagent's actions block declares it."
        rows={actions.map(({ name, node, target, line, says }) => [
          <Jump key="name" name={name} line={line} says={says} onShow={onShow} />,
          node,
          <Target key="target" target={target} state={states.get(target)} />,
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
          <Table aria-label={title} verticalSpacing={4} style={{ overflowWrap: "break-word" }}>
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

/** A target, and where it leads. */
function Target({ target, state }: { readonly target: string; readonly state: TargetState | undefined }) {
  return (
    <div style={{ overflowWrap: "anywhere", minWidth: "10rem" }}>
      <Text size="sm">{target}</Text>
      {state ? (
        <>
          <Badge size="sm" color={state.resolved ? "sea" : "orange"} variant="light">
            {state.resolved ? "Resolved" : "Leads nowhere"}
          </Badge>
          <Text size="xs">{state.says}</Text>
        </>
      ) : (
        <Text size="xs">…</Text>
      )}
    </div>
  );
}
