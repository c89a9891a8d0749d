// What came of a call: the outputs as they are declared, how long it took, or why it failed.
import { Alert, Code, Stack, Text } from "@mantine/core";
import type { TargetUse, TriedAction } from "../../../contract/setup-actions.ts";
import { Facts } from "../../kit/facts.tsx";

type Outputs = NonNullable<TargetUse["form"]>["outputs"];

export function Tried({ tried, outputs }: { readonly tried: TriedAction; readonly outputs: Outputs }) {
  const { result, ms, key } = tried;
  const took = `after ${new Intl.NumberFormat().format(ms)} ms`;
  if (!result.ok) {
    return (
      <Alert color="red" role="alert" title={`It failed ${took}`}>
        <Text size="sm">{result.why}</Text>
        {result.logged && (
          <Text size="sm">
            The server's log says more, under <code>{key}</code>.
          </Text>
        )}
      </Alert>
    );
  }
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600}>
        It answered {took}
      </Text>
      {outputs.length === 0 ? (
        <Text size="sm" c="dimmed">
          It declares no outputs.
        </Text>
      ) : (
        <Facts
          of={outputs.map(({ name, type }) => [name, <Output key={name} type={type} value={result.outputs[name]} />])}
        />
      )}
    </Stack>
  );
}

/** A value beside its declared type; an output that did not come says so. */
function Output({ type, value }: { readonly type: string; readonly value: unknown }) {
  return (
    <>
      {value === undefined ? (
        <Text span size="sm">
          not given back
        </Text>
      ) : (
        <Code style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{JSON.stringify(value, null, 2)}</Code>
      )}{" "}
      <Text span size="sm" c="dimmed">
        {type}
      </Text>
    </>
  );
}
