// The page of a preview: an agent, one of its versions, and a conversation with it.
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Answer } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { server } from "../../kit/server.ts";
import { PreviewPanel } from "./preview-panel.tsx";
import { ScriptLines } from "./script-lines.tsx";

export default function Preview() {
  const { agentId = "" } = useParams({ strict: false }) as { readonly agentId?: string };
  const agent = useAsk("agent", { params: { agent: agentId } });
  const [chosen, setChosen] = useState<string | null>(null);
  const [line, setLine] = useState<number>();
  const versions = agent.data?.versions ?? [];
  const versionId = chosen ?? versions[0]?.id;
  const form = useQuery({
    queryKey: ["previewForm", agentId, versionId],
    queryFn: ({ signal }) =>
      server.call("previewForm", { params: { agent: agentId }, body: versionId ? { versionId } : {}, signal }),
    enabled: agent.data !== undefined,
  });
  return (
    <PageFrame
      title={agent.data ? `Preview of ${agent.data.label}` : "Preview"}
      about="Talk to the agent before anybody else does. Nothing here counts in logs and figures, unless they are asked for previews."
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
            onChange={setChosen}
          />
        )
      }
    >
      <Answer of={agent}>
        {({ id, developerName }) => (
          <Answer of={form} lines={6}>
            {({ source }) => (
              <>
                <PreviewPanel
                  agentId={id}
                  developerName={developerName}
                  source={source}
                  {...(versionId !== undefined && { versionId })}
                  onShow={setLine}
                />
                {line !== undefined && <ScriptLines source={source} line={line} onClose={() => setLine(undefined)} />}
              </>
            )}
          </Answer>
        )}
      </Answer>
    </PageFrame>
  );
}
