// My Domain: the address under which this org is reached, where it comes from, and what clients look up below it.
import { Stack, Table, Text } from "@mantine/core";
import type { OrgAddress } from "../../../contract/setup-org.ts";
import { Answer } from "../../kit/answer.tsx";
import { useAsk, useMe } from "../../kit/ask.ts";
import { Card } from "../../kit/card.tsx";
import { Copy, CopyField } from "../../kit/copy-field.tsx";
import { InlineCode } from "../../kit/inline-code.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { WideTable } from "../../kit/wide-table.tsx";

const sources: Readonly<Record<OrgAddress["source"], string>> = {
  own_domain: "It is the org's own: myDomain of dragoman.yaml, with the scheme of the server.",
  public_url: "It was set: DRAGOMAN_PUBLIC_URL.",
  listening:
    "The URL was found when the server began to listen. Behind a proxy, set DRAGOMAN_PUBLIC_URL to what clients use.",
};

export default function MyDomain() {
  const domain = useAsk("myDomain");
  const { data: me } = useMe();
  return (
    <PageFrame
      title="My Domain"
      about="Clients send their requests to this address, and give it as instanceConfig.endpoint when they start a session."
    >
      <Answer of={domain} lines={6}>
        {({ origin, source, addresses }) => (
          <Stack gap="lg">
            <Card title="My Domain Details">
              <CopyField label="Current My Domain URL" value={origin} />
              <CopyField label="Host" value={new URL(origin).host} />
              {me && <CopyField label="Org ID" value={me.org.id} />}
              <Text size="sm">{sources[source]}</Text>
              <Text size="sm" c="dimmed">
                Tokens name it as their issuer, so tokens that were issued under another address are refused.
              </Text>
            </Card>
            <Card title="Addresses" about="What clients look up.">
              <WideTable label="Addresses" heads={["What", "Address", ""]}>
                {addresses.map(({ label, url, about }) => (
                  <Table.Tr key={label}>
                    <Table.Td>
                      {label}
                      <Text size="xs" c="dimmed">
                        <InlineCode text={about} />
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      <code>{url}</code>
                    </Table.Td>
                    <Table.Td>
                      <Copy label={label} value={url} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </WideTable>
            </Card>
            <Text size="sm" c="dimmed">
              Another org of this server has an address of its own. Whoever operates the server lists them with{" "}
              <code>dragoman org list</code>.
            </Text>
          </Stack>
        )}
      </Answer>
    </PageFrame>
  );
}
