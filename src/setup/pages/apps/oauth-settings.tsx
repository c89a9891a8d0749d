// OAuth Settings: the consumer key and secret, shown after a proof of who asks, and the second pair of a rotation.
import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { AppDetail } from "../../../contract/setup-records.ts";
import { useMay } from "../../kit/ask.ts";
import { CopyField } from "../../kit/copy-field.tsx";
import { Rotation } from "./rotation.tsx";
import { SecretButton } from "./secret-button.tsx";

export function OAuthSettings({ app }: { readonly app: AppDetail }) {
  const maySee = useMay("see_secrets");
  return (
    <Paper withBorder p="md" component="section" aria-label="OAuth Settings">
      <Stack>
        <Title order={2} size="h4">
          OAuth Settings
        </Title>
        <CopyField label="Consumer Key" value={app.consumerKey} />
        {maySee ? (
          <Group>
            <SecretButton call="credentials" apiName={app.apiName}>
              Consumer Key and Secret
            </SecretButton>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            The consumer secret is for administrators to see.
          </Text>
        )}
        <Rotation app={app} />
      </Stack>
    </Paper>
  );
}
