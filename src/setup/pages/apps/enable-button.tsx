// Enables an app, or disables it after a question: what it gave out ends.
import { Button } from "@mantine/core";
import { useState } from "react";
import type { AppDetail } from "../../../contract/setup-records.ts";
import { useTell } from "../../kit/ask.ts";
import { AskFirst } from "../../kit/ask-first.tsx";

export function EnableButton({ app: { apiName, label, enabled } }: { readonly app: AppDetail }) {
  const [asked, setAsked] = useState(false);
  const tell = useTell("enableApp", ["apps", "app"]);
  const set = (to: boolean) =>
    tell.mutate({ params: { app: apiName }, body: { enabled: to } }, { onSuccess: () => setAsked(false) });
  return (
    <>
      <Button
        variant="default"
        loading={tell.isPending && !asked}
        onClick={() => (enabled ? setAsked(true) : set(true))}
      >
        {enabled ? "Disable" : "Enable"}
      </Button>
      <AskFirst
        opened={asked}
        title="Disable this app?"
        button="Disable"
        busy={tell.isPending}
        error={tell.error}
        onGo={() => set(false)}
        onClose={() => setAsked(false)}
      >
        {label} gets no more tokens, and the tokens and approvals it has end at once. Enabling it later does not bring
        them back.
      </AskFirst>
    </>
  );
}
