// Signing Keys: which key signs tokens, which is next, and which seals the secrets.
import { Badge, Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { KeyReport } from "../../../contract/setup-records.ts";
import { Answer, Problem } from "../../kit/answer.tsx";
import { useAsk, useMay, useTell } from "../../kit/ask.ts";
import { AskFirst } from "../../kit/ask-first.tsx";
import { Card } from "../../kit/card.tsx";
import { Facts } from "../../kit/facts.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { When } from "../../kit/when.tsx";
import { WideTable } from "../../kit/wide-table.tsx";

type SigningKey = KeyReport["signing"][number];

export default function Keys() {
  const keys = useAsk("keys");
  const manages = useMay("manage_keys");
  return (
    <PageFrame
      title="Signing Keys"
      about="Tokens are signed with one key at a time. Its public half stands in the JWKS, so that anybody can verify them."
      actions={manages && <RotateButton />}
    >
      <Answer of={keys}>
        {(report) => (
          <Stack gap="lg">
            <Card title="Keys that sign tokens">
              <WideTable label="Signing keys" heads={["Key ID", "State", "Signs from", "Retired", ""]}>
                {report.signing.map((key) => (
                  <Table.Tr key={key.kid}>
                    <Table.Td>
                      <code>{key.kid}</code>
                    </Table.Td>
                    <Table.Td>
                      <StateBadge signingKey={key} />
                    </Table.Td>
                    <Table.Td>
                      <When at={key.signsFrom} />
                    </Table.Td>
                    <Table.Td>{wasWithdrawn(key) ? "" : <When at={key.retiredAt} none="not yet" />}</Table.Td>
                    <Table.Td>{manages && !wasWithdrawn(key) && <WithdrawButton kid={key.kid} />}</Table.Td>
                  </Table.Tr>
                ))}
              </WideTable>
            </Card>
            {manages && <SealingKeys report={report} />}
          </Stack>
        )}
      </Answer>
    </PageFrame>
  );
}

function SealingKeys({ report: { sealed, secretKey } }: { readonly report: KeyReport }) {
  return (
    <Card
      title="Keys that seal secrets"
      about="Consumer secrets and private keys are sealed with the server's secret key, DRAGOMAN_SECRET_KEY."
    >
      <Facts
        of={Object.entries(sealed).map(([key, count]) => [
          key,
          `${count} ${count === 1 ? "secret" : "secrets"}, ${
            key === secretKey
              ? "sealed with the key of this server"
              : "sealed with a former key: dragoman key reseal seals them anew"
          }`,
        ])}
      />
    </Card>
  );
}

/** A key that was withdrawn counts as retired since before there were keys. */
const wasWithdrawn = ({ retiredAt }: SigningKey) => retiredAt !== null && new Date(retiredAt).getTime() === 0;

function stateOf(key: SigningKey): string {
  const { signs, retiredAt } = key;
  if (signs) return "Signs";
  if (wasWithdrawn(key)) return "Withdrawn";
  return retiredAt !== null && new Date(retiredAt).getTime() <= Date.now() ? "Verifies only" : "Next";
}

function StateBadge({ signingKey }: { readonly signingKey: SigningKey }) {
  return (
    <Badge color={signingKey.signs ? "sea" : "gray"} variant="light" radius="sm">
      {stateOf(signingKey)}
    </Badge>
  );
}

function RotateButton() {
  const [opened, { open, close }] = useDisclosure(false);
  const [now, setNow] = useState<boolean>();
  const rotate = useTell("rotateKey", ["keys", "home"]);
  const tell = (at: boolean) => {
    setNow(at);
    rotate.mutate({ body: { now: at } }, { onSuccess: close });
  };
  return (
    <>
      <Button onClick={open}>Rotate</Button>
      <Modal opened={opened} onClose={close} title="Rotate the signing key" centered>
        <Stack>
          <Text size="sm">
            A new key is published at once. After a day it signs: by then everybody who keeps a copy of the keys has it.
            Now is for emergencies, as some may refuse new tokens until they ask for the keys again. Tokens signed with
            the present key stay valid either way.
          </Text>
          {rotate.error && <Problem error={rotate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button variant="default" loading={rotate.isPending && now === true} onClick={() => tell(true)}>
              Sign with it now
            </Button>
            <Button loading={rotate.isPending && now === false} onClick={() => tell(false)} data-autofocus>
              Sign with it after a day
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function WithdrawButton({ kid }: { readonly kid: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const withdraw = useTell("withdrawKey", ["keys"]);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open} aria-label={`Withdraw ${kid}`}>
        Withdraw
      </Button>
      <AskFirst
        opened={opened}
        title="Withdraw this key?"
        button="Withdraw"
        busy={withdraw.isPending}
        error={withdraw.error}
        onGo={() => withdraw.mutate({ body: { kid } }, { onSuccess: close })}
        onClose={close}
      >
        The key leaves the JWKS at once, and every token signed with it is refused: its clients have to get new ones. Do
        it when the private key may be known to somebody. If it is the one that signs, another takes its place.
        <code>{kid}</code>
      </AskFirst>
    </>
  );
}
