// The page of a preview: an agent, one of its versions, and a conversation with it.
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { addresses } from "../../addresses.ts";
import { useAsked, usePart } from "../../kit/address.ts";
import { Answer } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { server } from "../../kit/server.ts";
import { PreviewPanel } from "./preview-panel.tsx";
import { ScriptLines } from "./script-lines.tsx";

export default function Preview() {
  const agentId = usePart("agentId");
  const { version, preview } = useAsked();
  const navigate = useNavigate();
  const agent = useAsk("agent", { params: { agent: agentId } });
  const [line, setLine] = useState<number>();
  const versions = agent.data?.versions ?? [];
  const versionId = (versions.find(({ id }) => id === version) ?? versions[0])?.id;
  /** The version is kept in the address, so that a reload shows it again; the conversation was another version's. */
  const choose = (id: string | null) => {
    setLine(undefined);
    navigate({ to: ".", search: { version: id ?? undefined }, replace: true } as never);
  };
  const form = useQuery({
    queryKey: ["previewForm", agentId, versionId],
    queryFn: ({ signal }) =>
      server.call("previewForm", { params: { agent: agentId }, body: versionId ? { versionId } : {}, signal }),
    enabled: agent.data !== undefined,
  });
  return (
    <PageFrame
      title={agent.data ? `Preview of ${agent.data.label}` : "Preview"}
      about="Talk to the agent before anybody else does. Logs and figures leave previews out unless asked."
      up={{ label: "Agents", to: addresses.agents() }}
      fills
      actions={
        versions.length > 1 && (
          <Select
            aria-label="Version"
            allowDeselect={false}
            data={versions.map(({ id, number, state }) => ({
              value: id,
              label: `Version ${number}${state === "draft" ? ", draft" : ""}`,
            }))}
            value={versionId ?? null}
            onChange={choose}
          />
        )
      }
    >
      <Answer of={agent}>
        {({ id, developerName }) => (
          <Answer of={form} lines={6}>
            {({ source }) => (
              <PreviewPanel
                agentId={id}
                developerName={developerName}
                source={source}
                {...(versionId !== undefined && { versionId })}
                anew={version !== undefined && preview === undefined}
                onShow={setLine}
                beside={
                  line !== undefined && <ScriptLines source={source} line={line} onClose={() => setLine(undefined)} />
                }
              />
            )}
          </Answer>
        )}
      </Answer>
    </PageFrame>
  );
}
