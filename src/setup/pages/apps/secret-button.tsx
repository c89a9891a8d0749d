// Shows a key and its secret once the person has proved who they are.
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { SetupReply } from "../../../contract/setup.ts";
import { Problem } from "../../kit/answer.tsx";
import { useTell } from "../../kit/ask.ts";
import { CopyField } from "../../kit/copy-field.tsx";

/** The pair is forgotten when the dialog closes. */
export function SecretButton({
  call,
  apiName,
  children,
}: {
  readonly call: "credentials" | "stagedCredentials";
  readonly apiName: string;
  readonly children: string;
}) {
  const tell = useTell(call);
  const [pair, setPair] = useState<SetupReply<"credentials">>();
  const show = () => tell.mutate({ params: { app: apiName } }, { onSuccess: setPair });
  return (
    <>
      <Button variant="default" onClick={show} loading={tell.isPending}>
        {children}
      </Button>
      {tell.isError && <Problem error={tell.error} onRetry={show} />}
      <Modal opened={pair !== undefined} onClose={() => setPair(undefined)} title={children} size="lg" centered>
        {pair && (
          <Stack>
            <CopyField label="Consumer Key" value={pair.consumerKey} />
            <CopyField label="Consumer Secret" value={pair.consumerSecret} />
            <Text size="sm" c="dimmed">
              Keep the secret where only the client program reads it. That you looked at it is in the audit trail.
            </Text>
          </Stack>
        )}
      </Modal>
    </>
  );
}
