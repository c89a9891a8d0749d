// A button that makes one real call of a model, and what came of it in a sentence.
import { Button, Group, Text } from "@mantine/core";
import type { TriedModel } from "../../../contract/setup-models.ts";
import { useTell } from "../../kit/ask.ts";

/** Without `model`, the default model is called, with its fallbacks behind it. */
export function TestButton({ model }: { readonly model?: string }) {
  const test = useTell("tryModel");
  const sentence = test.isPending ? "Asking…" : test.error ? test.error.message : test.data && inWords(test.data);
  const failed = !test.isPending && (test.error !== null || test.data?.ok === false);
  return (
    <Group gap={sentence ? "xs" : 0}>
      <Button
        size="compact-sm"
        variant="default"
        loading={test.isPending}
        onClick={() => test.mutate({ body: model === undefined ? {} : { model } })}
        aria-label={`Test ${model ?? "the default model"}`}
      >
        Test
      </Button>
      <Text size="sm" role="status" c={failed ? "var(--mantine-color-error)" : undefined} maw="40rem">
        {sentence}
      </Text>
    </Group>
  );
}

const seconds = (ms: number) =>
  new Intl.NumberFormat(undefined, { maximumFractionDigits: ms < 1000 ? 3 : 1, style: "unit", unit: "second" }).format(
    ms / 1000,
  );

const inWords = (tried: TriedModel): string =>
  tried.ok
    ? `${tried.id} answered in ${seconds(tried.ms)}; its first word came after ${seconds(tried.firstMs)}.`
    : tried.why;
