// The default model: who answers where a script asks for nobody, why, and a form to choose another.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { ModelReport } from "../../../contract/setup-models.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";
import { Card } from "../../kit/card.tsx";
import { Facts } from "../../kit/facts.tsx";
import { InlineCode } from "../../kit/inline-code.tsx";
import { TestButton } from "./test-button.tsx";

/** Why nothing that is chosen here would be used. */
const deciders: Readonly<Record<NonNullable<ModelReport["decidedBy"]>, string>> = {
  environment: "The environment decides: `DRAGOMAN_MODEL` is set. Take it away there to choose a model here.",
  project: "The project decides: `dragoman.yaml` sets `model`. Take it away there to choose a model here.",
};

export function DefaultModel({ report, manages }: { readonly report: ModelReport; readonly manages: boolean }) {
  const { standing, decidedBy, chosen, kept } = report;
  return (
    <Card
      title="Default model"
      about="Answers wherever a script asks for no model of its own, or for one that is not known here."
      actions={manages && <TestButton />}
    >
      <Facts
        of={[
          ["Model", <code key="id">{standing.id}</code>],
          ["Because", standing.why],
        ]}
      />
      {standing.id.startsWith("matcher") && (
        <Text size="sm">
          The embedded matcher is not a language model: it chooses among the answers a script has.{" "}
          {manages
            ? "Enter a key below, and a language model answers at once."
            : "As soon as an administrator enters a key, a language model answers."}
        </Text>
      )}
      {!kept && (
        <Text size="sm" c="dimmed">
          Models are set for the whole server, at its first org. An admin of that org changes them.
        </Text>
      )}
      {decidedBy !== null && (
        <Text size="sm" c="dimmed">
          <InlineCode text={deciders[decidedBy]} />
        </Text>
      )}
      {decidedBy === null && manages && <ChooseForm key={chosen} chosen={chosen} />}
    </Card>
  );
}

function ChooseForm({ chosen }: { readonly chosen: string | null }) {
  const [typed, setTyped] = useState(chosen ?? "");
  const choose = useTell("chooseModel", ["models", "home"]);
  const tell = (model: string | null) =>
    choose.mutate(
      { body: { model } },
      {
        onSuccess: () =>
          notifications.show({
            message: model === null ? "The keys there are decide again." : `${model} answers from now on.`,
            closeButtonProps: { "aria-label": "Dismiss" },
          }),
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(typed.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {choose.error && <Problem error={choose.error} />}
        <Group align="flex-end" gap="sm">
          <TextInput
            label="Choose a model"
            description="As provider:name, such as openai:gpt-5.4-mini; a provider alone takes its usual model."
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            flex="1 1 16rem"
            maw="32rem"
          />
          <Button
            type="submit"
            variant="default"
            disabled={typed.trim() === "" || typed.trim() === chosen}
            loading={choose.isPending}
          >
            Use this model
          </Button>
          {chosen !== null && (
            <Button variant="subtle" onClick={() => tell(null)} disabled={choose.isPending}>
              Let the keys decide
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
