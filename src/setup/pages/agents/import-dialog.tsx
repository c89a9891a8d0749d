// Imports agents: a pasted script, the files of a bundle, or a folder that holds several.
import { Alert, Button, FileButton, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type InputHTMLAttributes, useState } from "react";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import { addresses } from "../../addresses.ts";
import { useTell } from "../../kit/ask.ts";
import { type Chosen, type Found, scriptsIn } from "./read-bundle.ts";

/** What came of one script. */
interface Outcome {
  readonly found: Found;
  readonly id?: string;
  readonly refusal?: string;
}

/** The browser's name for where a file lay in a chosen folder; empty where it was chosen alone. */
const pathOf = (file: File): string => file.webkitRelativePath || file.name;

/** Every browser knows the attribute; the types of React do not. */
const ofFolders: InputHTMLAttributes<HTMLInputElement> & { readonly webkitdirectory: string } = { webkitdirectory: "" };

const read = (files: readonly File[]): Promise<Chosen[]> =>
  Promise.all(files.map(async (file) => ({ path: pathOf(file), text: await file.text() })));

export function ImportDialog({
  agents,
  onClose,
}: {
  readonly agents: readonly AgentSummary[];
  readonly onClose: () => void;
}) {
  const [pasted, setPasted] = useState("");
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [busy, setBusy] = useState(false);
  const make = useTell("makeAgent", ["agents"]);
  const draft = useTell("saveDraft", ["agents", "agent", "agentVersion"]);
  const navigate = useNavigate();
  const paste = pasted.trim() === "" ? [] : [{ path: "pasted.agent", text: pasted }];
  const found = scriptsIn([...chosen, ...paste]);

  const importOne = async (script: Found): Promise<Outcome> => {
    if (script.problem) return { found: script, refusal: script.problem };
    const { developerName, source } = script;
    const known = agents.find((agent) => agent.developerName === developerName);
    try {
      if (!known) return { found: script, id: (await make.mutateAsync({ body: { developerName, source } })).id };
      await draft.mutateAsync({ params: { agent: known.id }, body: { source, base: null } });
      return { found: script, id: known.id };
    } catch (error) {
      return { found: script, refusal: (error as Error).message };
    }
  };
  const send = async () => {
    setBusy(true);
    const made: Outcome[] = [];
    for (const script of found) made.push(await importOne(script));
    setBusy(false);
    setOutcomes(made);
    const [only] = made;
    if (made.length === 1 && only?.id) navigate({ to: addresses.agent(only.id) });
  };
  const choose = async (files: File[] | null) => setChosen(await read(files ?? []));
  return (
    <Modal opened onClose={onClose} title="Import agents" size="lg">
      <Stack>
        <Text size="sm">
          Choose a script (.agent) with or without its .bundle-meta.xml, or a folder with bundles in it. Each becomes a
          draft; an agent that is here already keeps its versions.
        </Text>
        <Group>
          <FileButton multiple accept=".agent,.xml,.txt" onChange={choose}>
            {(props) => (
              <Button variant="default" {...props}>
                Choose files
              </Button>
            )}
          </FileButton>
          <FileButton multiple onChange={choose} inputProps={ofFolders}>
            {(props) => (
              <Button variant="default" {...props}>
                Choose a folder
              </Button>
            )}
          </FileButton>
        </Group>
        <Textarea
          label="Or paste a script"
          rows={6}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
        {chosen.length > 0 && found.length === 0 && (
          <Alert color="yellow">None of the {chosen.length} files is a script: its name would end in .agent.</Alert>
        )}
        {found.length > 0 && (
          <List size="sm" aria-label="Scripts that were found">
            {found.map((script) => (
              <List.Item key={script.path}>
                {script.developerName} ({script.path}){script.problem && `: ${script.problem}`}
                <OutcomeWords of={outcomes.find((outcome) => outcome.found.path === script.path)} />
              </List.Item>
            ))}
          </List>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {outcomes.length > 0 ? "Close" : "Cancel"}
          </Button>
          <Button onClick={send} disabled={found.length === 0} loading={busy}>
            {found.length > 1 ? `Import ${found.length} agents` : "Import"}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function OutcomeWords({ of }: { readonly of: Outcome | undefined }) {
  if (!of) return null;
  return (
    <Text size="sm" fw={600} role={of.refusal ? "alert" : "status"}>
      {of.refusal ? `Not imported: ${of.refusal}` : "Imported as a draft"}
    </Text>
  );
}
