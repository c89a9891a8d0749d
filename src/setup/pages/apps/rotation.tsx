// Rotation of key and secret without a gap: stage a second pair, give it to the clients, rotate, delete the former one.
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { AppDetail, StagedPair } from "../../../contract/setup-records.ts";
import { Problem } from "../../kit/answer.tsx";
import { useMay, useTell } from "../../kit/ask.ts";
import { AskFirst } from "../../kit/ask-first.tsx";
import { CopyField } from "../../kit/copy-field.tsx";
import { When } from "../../kit/when.tsx";
import { SecretButton } from "./secret-button.tsx";

type Step = "stage" | "rotate" | "delete";

interface Deed {
  readonly step: Step;
  readonly label: string;
  /** Asked before it is done, where something ends or begins for clients. */
  readonly question?: string;
}

const cancel: Deed = {
  step: "delete",
  label: "Cancel rotation",
  question: "The staged pair is thrown away. The pair in force is not touched.",
};

/** What can be done next, by what is in the second slot. */
const deeds: Readonly<Record<StagedPair["status"] | "none", readonly Deed[]>> = {
  none: [{ step: "stage", label: "Stage new credentials" }],
  staged: [
    {
      step: "rotate",
      label: "Rotate",
      question:
        "The staged pair is in force from now on. The present pair goes on working for thirty days, or until you delete it.",
    },
    cancel,
  ],
  rotated: [
    {
      step: "delete",
      label: "Delete former credentials",
      question: "Clients that still use the former pair are refused at once.",
    },
  ],
};

export function Rotation({ app }: { readonly app: AppDetail }) {
  const [pair] = app.staged;
  const maySee = useMay("see_secrets");
  const mayManage = useMay("manage_apps");
  const tell = useTell("rotateApp", ["apps", "app"]);
  const [asked, setAsked] = useState<Deed>();
  const carryOut = (step: Step) =>
    tell.mutate({ params: { app: app.apiName }, body: { step } }, { onSuccess: () => setAsked(undefined) });
  return (
    <Stack gap="sm" component="section" aria-label="Rotation">
      <Title order={3} size="h5">
        {pair?.status === "staged" ? "Staged credentials" : pair ? "Former credentials" : "Rotation"}
      </Title>
      {pair ? (
        <SecondPair pair={pair} />
      ) : (
        <Text size="sm">One pair is in force. A second one can be staged beside it.</Text>
      )}
      {tell.isError && !asked && <Problem error={tell.error} />}
      <Group>
        {pair?.status === "staged" && maySee && (
          <SecretButton call="stagedCredentials" apiName={app.apiName}>
            Staged Key and Secret
          </SecretButton>
        )}
        {mayManage &&
          deeds[pair?.status ?? "none"].map((deed) => (
            <Button
              key={deed.label}
              variant="default"
              loading={tell.isPending && !asked}
              onClick={() => (deed.question ? setAsked(deed) : carryOut(deed.step))}
            >
              {deed.label}
            </Button>
          ))}
      </Group>
      {asked && (
        <AskFirst
          title={`${asked.label}?`}
          button={asked.label}
          color={asked.step === "rotate" ? "sea" : "red"}
          leave="Leave it"
          busy={tell.isPending}
          error={tell.error}
          onGo={() => carryOut(asked.step)}
          onClose={() => setAsked(undefined)}
        >
          {asked.question}
        </AskFirst>
      )}
    </Stack>
  );
}

function SecondPair({ pair }: { readonly pair: StagedPair }) {
  const staged = pair.status === "staged";
  return (
    <Stack gap={4}>
      <CopyField label={staged ? "Staged Consumer Key" : "Former Consumer Key"} value={pair.consumerKey} />
      <Text size="sm">
        {staged ? "Waits until you rotate, and goes by itself on " : "Still works, and ends by itself on "}
        <When at={pair.expiresAt} />.
      </Text>
    </Stack>
  );
}
