// The providers, and the keys of each: where they come from, entered, replaced and deleted.
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { ModelKey, ModelProvider, ModelReport } from "../../../contract/setup-models.ts";
import { Card } from "../../kit/card.tsx";
import { When } from "../../kit/when.tsx";
import { DeleteKeyDialog } from "./delete-key-dialog.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import classes from "./models.module.css";
import { TestButton } from "./test-button.tsx";

type Doing = { readonly what: "enter" | "delete"; readonly of: ModelKey };

export function Providers({ report, manages }: { readonly report: ModelReport; readonly manages: boolean }) {
  const [doing, setDoing] = useState<Doing>();
  return (
    <Card
      title="Providers"
      about="Keys are sealed with the server's secret key and never shown again. They are used at once, on every server that shares this database. A key in the environment goes before the one entered here."
    >
      <ul className={classes.providers}>
        {report.providers.map((provider) => (
          <li key={provider.name}>
            <Group justify="space-between" align="center" gap="xs">
              <Group gap="xs">
                <Text fw={600}>{provider.name}</Text>
                <Badge color={provider.ready ? "sea" : "gray"} variant="light" radius="sm" tt="none">
                  {provider.ready ? "Ready" : "Not set up"}
                </Badge>
              </Group>
              {manages && provider.ready && provider.defaultModel !== null && (
                <TestButton model={`${provider.name}:${provider.defaultModel}`} />
              )}
            </Group>
            <Text size="sm" c="dimmed">
              <About provider={provider} />
            </Text>
            <Stack gap={6} mt={6}>
              {provider.keys.map((key) => (
                <KeyLine
                  key={key.name}
                  of={key}
                  {...(manages && { onDo: (what: Doing["what"]) => setDoing({ what, of: key }) })}
                />
              ))}
            </Stack>
          </li>
        ))}
      </ul>
      {doing?.what === "enter" && <KeyDialog of={doing.of} onClose={() => setDoing(undefined)} />}
      {doing?.what === "delete" && <DeleteKeyDialog of={doing.of} onClose={() => setDoing(undefined)} />}
    </Card>
  );
}

const and = new Intl.ListFormat("en");

function About({ provider: { defaultModel, name, needs, ready } }: { readonly provider: ModelProvider }) {
  if (defaultModel !== null) {
    return (
      <>
        Usual model: <code>{defaultModel}</code>
        {needs.length > 1 && `. Needs ${needs.map((names) => and.format(names)).join("; or ")}.`}
      </>
    );
  }
  return ready ? (
    <>
      Any endpoint that speaks the same protocol; write <code>{name}:</code> and the model's name there.
    </>
  ) : (
    <>
      Any endpoint that speaks the same protocol: set its URL as <code>DRAGOMAN_MODEL_BASE_URL</code>.
    </>
  );
}

function KeyLine({
  of: key,
  onDo,
}: {
  readonly of: ModelKey;
  /** Absent where the person may change nothing. */
  readonly onDo?: (what: Doing["what"]) => void;
}) {
  const { name, entered } = key;
  return (
    <div className={classes.key}>
      <Text size="sm" component="code">
        {name}
      </Text>
      <Text size="sm" c={key.from === null ? "dimmed" : undefined}>
        <KeyState of={key} />
      </Text>
      {onDo && (
        <Group gap={6}>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onDo("enter")}
            aria-label={`${entered ? "Replace" : "Enter"} ${name}`}
          >
            {entered ? "Replace" : "Enter"}
          </Button>
          {entered && (
            <Button size="compact-sm" variant="subtle" onClick={() => onDo("delete")} aria-label={`Delete ${name}`}>
              Delete
            </Button>
          )}
        </Group>
      )}
    </div>
  );
}

function KeyState({ of: { from, entered } }: { readonly of: ModelKey }) {
  const kept = entered && (
    <>
      {entered.endsWith !== null && (
        <>
          ends with <code>{entered.endsWith}</code>,{" "}
        </>
      )}
      entered by {entered.changedBy}, <When at={entered.changedAt} />
    </>
  );
  if (from === "setup") return kept;
  if (from === null) return "Not set";
  return entered ? (
    <>From the environment. The one entered here is not used while that is set ({kept})</>
  ) : (
    "From the environment"
  );
}
