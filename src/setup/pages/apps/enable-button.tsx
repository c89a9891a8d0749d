// Enables an app, or disables it after a question: what it gave out ends.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { AppDetail } from "../../../contract/setup-records.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";

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
      <Modal opened={asked} onClose={() => setAsked(false)} title="Disable this app?" centered>
        <Stack>
          <Text size="sm">
            {label} gets no more tokens, and the tokens and approvals it has end at once. Enabling it later does not
            bring them back.
          </Text>
          {tell.isError && <Problem error={tell.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsked(false)} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={tell.isPending} onClick={() => set(false)}>
              Disable
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
