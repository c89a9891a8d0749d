// The builder: an agent's page, where its script is written, tried, committed and activated.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { AgentDetail } from "../../../contract/setup-agents.ts";
import { addresses } from "../../addresses.ts";
import { useAsked, usePart } from "../../kit/address.ts";
import { Answer } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { ReadBench, WorkBench } from "./benches.tsx";

/** Milliseconds after which the page looks again whether somebody else saved or committed. */
const AGAIN_MS = 5_000;

export default function Builder() {
  const agentId = usePart("agentId");
  const agent = useAsk("agent", { params: { agent: agentId } }, { everyMs: AGAIN_MS });
  const answer = (
    <Answer of={agent} lines={12} leave={{ label: "Agents", to: addresses.agents() }}>
      {(detail) => <AgentBuilder key={detail.id} agent={detail} asOf={agent.dataUpdatedAt} />}
    </Answer>
  );
  return agent.isLoadingError ? <PageFrame title="Agent">{answer}</PageFrame> : answer;
}

function AgentBuilder({ agent, asOf }: { readonly agent: AgentDetail; readonly asOf: number }) {
  const { version: asked } = useAsked();
  const navigate = useNavigate();
  const mayBuild = useMay("build_agents");
  /** Counts how often the working copy was taken anew from the server. */
  const [taken, setTaken] = useState(0);
  useEffect(() => {
    document.title = `${agent.label} | Builder`;
  }, [agent.label]);

  // The newest is the draft where there is one.
  const working = agent.versions.find(({ state }) => state === "draft") ?? agent.versions[0];
  const shown = agent.versions.find(({ number }) => number === asked) ?? working;
  const editable = shown === working && mayBuild;
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
