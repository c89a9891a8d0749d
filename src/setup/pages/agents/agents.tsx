// Agents: every agent of the org with its status, versions and id, and the ways to get another one.
import { Button, Menu, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import { useAsked } from "../../kit/address.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { Icon } from "../../kit/icon.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { AgentTable } from "./agent-table.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { NewDialog } from "./new-dialog.tsx";

type Opened = "template" | "blank" | "import";

export default function Agents() {
  const agents = useAsk("agents");
  const mayBuild = useMay("build_agents");
  const { new: begun } = useAsked();
  const [opened, setOpened] = useState<Opened | undefined>(begun === "template" ? begun : undefined);
  const [words, setWords] = useState("");
  const close = () => setOpened(undefined);
  const add = mayBuild ? (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<Icon name="plus" />}>New Agent</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setOpened("template")}>From a template</Menu.Item>
        <Menu.Item onClick={() => setOpened("blank")}>Blank</Menu.Item>
        <Menu.Item onClick={() => setOpened("import")}>Import a script or bundle</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  ) : undefined;
  return (
    <PageFrame
      title="Agents"
      about="Each agent is a script with versions. Clients name an agent by its id; new sessions get its active version."
      actions={add}
    >
      <Answer of={agents}>
        {({ agents: all }) =>
          all.length === 0 ? (
            <Empty title="There is no agent yet" action={add}>
              An agent answers what its script says. Begin with a template: it opens in the builder, and serves nobody
              before it is activated.
            </Empty>
          ) : (
            <Stack gap="sm">
              {all.length > 8 && (
                <TextInput
                  type="search"
                  aria-label="Find an agent"
                  placeholder="Find an agent by name or id"
                  maw="24rem"
                  value={words}
                  onChange={(event) => setWords(event.currentTarget.value)}
                />
              )}
              <AgentTable agents={all.filter((agent) => isMeant(agent, words))} />
            </Stack>
          )
        }
      </Answer>
      {mayBuild && (opened === "template" || opened === "blank") && (
        <NewDialog fromTemplate={opened === "template"} onClose={close} />
      )}
      {opened === "import" && <ImportDialog agents={agents.data?.agents ?? []} onClose={close} />}
    </PageFrame>
  );
}

const isMeant = ({ label, developerName, id }: AgentSummary, words: string): boolean =>
  `${label} ${developerName} ${id}`.toLowerCase().includes(words.trim().toLowerCase());
