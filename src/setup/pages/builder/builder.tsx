// The builder: an agent's page, where its script is written, tried, committed and activated.
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { AgentDetail } from "../../../contract/setup-agents.ts";
import { Answer } from "../../kit/answer.tsx";
import { useAsk, useMe } from "../../kit/ask.ts";
import { ReadBench, WorkBench } from "./benches.tsx";

/** Milliseconds after which the page looks again whether somebody else saved or committed. */
const AGAIN_MS = 5_000;

export default function Builder() {
  const { agentId = "" } = useParams({ strict: false }) as { agentId?: string };
  const agent = useAsk("agent", { params: { agent: agentId } }, { everyMs: AGAIN_MS });
  return (
    <Answer of={agent} lines={12}>
      {(detail) => <AgentBuilder key={detail.id} agent={detail} asOf={agent.dataUpdatedAt} />}
    </Answer>
  );
}

function AgentBuilder({ agent, asOf }: { readonly agent: AgentDetail; readonly asOf: number }) {
  const { version: asked } = useSearch({ strict: false }) as { version?: number };
  const navigate = useNavigate();
  const { data: me } = useMe();
  /** Counts how often the working copy was taken anew from the server. */
  const [taken, setTaken] = useState(0);
  useEffect(() => {
    document.title = `${agent.label} | Builder`;
  }, [agent.label]);

  // The newest is the draft where there is one.
  const working = agent.versions.find(({ state }) => state === "draft") ?? agent.versions[0];
  const shown = agent.versions.find(({ number }) => number === asked) ?? working;
  const editable = shown === working && (me?.rights.includes("build_agents") ?? false);
  const text = useAsk(
    "agentVersion",
    { params: { agent: agent.id, version: shown?.id ?? "" } },
    { enabled: shown !== undefined },
  );
  const onVersion = (id: string | undefined) => {
    const version = agent.versions.find((each) => each.id === id);
    navigate({ to: ".", search: version && version !== working ? { version: version.number } : {} } as never);
  };
  const common = { agent, shown, onVersion };
  if (!editable) {
    return <Answer of={text}>{(found) => <ReadBench key={found.id} {...common} text={found} />}</Answer>;
  }
  const onTaken = () => setTaken((count) => count + 1);
  if (!shown) return <WorkBench key={taken} {...common} text={undefined} asOf={asOf} onTaken={onTaken} />;
  return (
    <Answer of={text} lines={12}>
      {(found) => <WorkBench key={taken} {...common} text={found} asOf={asOf} onTaken={onTaken} />}
    </Answer>
  );
}
