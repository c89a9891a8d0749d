// What scripts ask for by `model://…`: who answers, and which agents ask; and the names that the project gives.
import { Anchor, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ModelReport } from "../../../contract/setup-models.ts";
import { addresses } from "../../addresses.ts";
import { Card } from "../../kit/card.tsx";
import { WideTable } from "../../kit/wide-table.tsx";
import classes from "./models.module.css";
import { TestButton } from "./test-button.tsx";

interface Row {
  readonly uri: string;
  readonly id: string;
  readonly note: string | null;
  readonly agents: ModelReport["asked"][number]["agents"];
}

export function AskedModels({ report, manages }: { readonly report: ModelReport; readonly manages: boolean }) {
  const rows = rowsOf(report);
  return (
    <Card
      title="What scripts ask for"
      about={
        <>
          A script may ask for a model of its own. A name is given to a model below <code>models:</code> in{" "}
          <code>dragoman.yaml</code>; <code>model://openai/gpt-5</code> names one outright.
        </>
      }
    >
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          No active agent asks for a model, and the project names none: the default model answers everywhere.
        </Text>
      ) : (
        <WideTable label="Models that scripts ask for" heads={["Asked for", "Answered by", "Asked by", ""]}>
          {rows.map(({ uri, id, note, agents }) => (
            <Table.Tr key={uri}>
              <Table.Td>
                <code>{uri}</code>
              </Table.Td>
              <Table.Td maw="24rem">
                <code>{id}</code>
                {note && (
                  <Text size="sm" className={classes.note}>
                    {note}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Askers agents={agents} />
              </Table.Td>
              <Table.Td>{manages && id !== "nobody" && <TestButton model={id} />}</Table.Td>
            </Table.Tr>
          ))}
        </WideTable>
      )}
    </Card>
  );
}

/** What is asked for, and then the names that nobody asks for. */
function rowsOf({ asked, named }: ModelReport): readonly Row[] {
  const unasked = named.filter(({ name }) => !asked.some(({ uri }) => uri === `model://${name}`));
  return [
    ...asked.map(({ instead, ...rest }) => ({ ...rest, note: instead })),
    ...unasked.map(({ name, setting, problem }) => ({
      uri: `model://${name}`,
      id: problem === null ? setting : "nobody",
      note: problem,
      agents: [],
    })),
  ];
}

function Askers({ agents }: Pick<Row, "agents">) {
  if (agents.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No active agent
      </Text>
    );
  }
  return (
    <Stack gap={2}>
      {agents.map(({ id, label, subagents }) => (
        <Text size="sm" key={id}>
          <Anchor component={Link} to={addresses.agent(id)} size="sm">
            {label}
          </Anchor>
          : {subagents.join(", ")}
        </Text>
      ))}
    </Stack>
  );
}
