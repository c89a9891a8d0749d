// The versions of an agent below its row: which one it is, how it stands, and who made it when.
import { Anchor, Badge, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AgentSummary, AgentVersion } from "../../../contract/setup-agents.ts";
import { addresses } from "../../addresses.ts";
import { Answer } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { When } from "../../kit/when.tsx";

export function VersionRows({ agent }: { readonly agent: AgentSummary }) {
  const detail = useAsk("agent", { params: { agent: agent.id } });
  return (
    <Answer of={detail} lines={2}>
      {({ versions, activeVersion }) => (
        <Table
          aria-label={`Versions of ${agent.label}`}
          verticalSpacing={4}
          withRowBorders={false}
          style={{ overflowWrap: "break-word" }}
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Version</Table.Th>
              <Table.Th>Status</Table.Th>
              <Table.Th>Changed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {versions.map((version) => (
              <Table.Tr key={version.id}>
                <Table.Td>
                  <Anchor
                    component={Link}
                    to={addresses.agent(agent.id)}
                    search={{ version: version.number } as never}
                    aria-label={`Version ${version.number} of ${agent.label}`}
                    size="sm"
                  >
                    {version.number}
                  </Anchor>
                  {version.message && (
                    <Text size="xs" c="dimmed">
                      {version.message}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <Standing version={version} active={version.number === activeVersion} />
                </Table.Td>
                <Table.Td>
                  <When at={version.changedAt} />
                  <Text size="xs" c="dimmed">
                    by {version.changedBy ?? "an earlier release"}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Answer>
  );
}

function Standing({ version, active }: { readonly version: AgentVersion; readonly active: boolean }) {
  const words = active ? "Active" : version.state === "draft" ? "Draft" : "Committed";
  return (
    <Badge size="sm" w="max-content" color={active ? "sea" : "gray"} variant={active ? "filled" : "outline"}>
      {words}
    </Badge>
  );
}
