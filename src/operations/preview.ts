// What is asked about previews and traces: try a script out, go back to a turn, keep the conversation as a test.
import { mocked, mockOutputs } from "../actions/mock.ts";
import type { Actions } from "../actions/port.ts";
import { findAgent, versionsOf } from "../agents/catalogue.ts";
import { checkSource } from "../agents/check.ts";
import { refused } from "../contract/problems.ts";
import { reported } from "../contract/setup-agents.ts";
import type { Caller, Handlers } from "../contract/setup-endpoint.ts";
import type { Mocks, previewEndpoints, Which } from "../contract/setup-preview.ts";
import type { Trace, traceEndpoints } from "../contract/setup-trace.ts";
import type { Prices } from "../models/prices.ts";
import type { Agent, Value } from "../script/agent.ts";
import { typeText } from "../script/infer.ts";
import { endPreview, forkPreview, requirePreview, runnable, sendInPreview, startPreview } from "../sessions/preview.ts";
import { draftAgent } from "../sessions/preview-agent.ts";
import { talkOf } from "../sessions/preview-talk.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { masked, traceOf } from "../sessions/trace.ts";
import { inputFor, settable } from "../sessions/variables.ts";
import { findVersion } from "../store/agent-versions.ts";
import type { AgentRow } from "../store/agents.ts";
import { writeAudit } from "../store/audit.ts";
import { latestPreview } from "../store/previews.ts";
import { costOf } from "./analytics.ts";
import { mayReadPreview, previewer } from "./preview-privacy.ts";
import { testOf } from "./preview-test.ts";

export interface PreviewPorts {
  readonly sessions: Sessions;
  readonly actions: Pick<Actions, "resolve">;
  /** Of a million tokens, by model. */
  readonly prices: Prices;
}

/** What answers the rows about previews and traces. */
export function operatePreview({
  sessions,
  actions,
  prices,
}: PreviewPorts): Handlers<typeof previewEndpoints & typeof traceEndpoints> {
  return {
    previewForm: async ({ orgId }, { params, body }) => {
      const { label, developerName, source } = await scriptOf(sessions, orgId, params.agent, body);
      const { agent, problems } = checkSource(source, developerName);
      return {
        label,
        developerName,
        source,
        problems: problems.map(reported),
        variables: agent ? settable(agent) : [],
        actions: agent ? actionsOf(agent, actions) : [],
      };
    },
    startPreview: async (caller, { params, body: { mode, mocks, variables, ...which } }) => {
      const { agentId, developerName, source } = await scriptOf(sessions, caller.orgId, params.agent, which);
      const agent = runnable(draftAgent(sessions.catalogue, source));
      const start = { agentId, developerName, source, agent, mode, mocks, variables };
      const started = await startPreview(sessions, previewer(caller), start);
      await note(caller, agentId, { session: started.session, mode });
      return started;
    },
    latestPreview: async (caller, { params }) => {
      const { orgId, madeBy } = previewer(caller);
      const agent = await findAgent(sessions.db, orgId, params.agent);
      if (!agent) throw refused("agent_not_found", params.agent);
      const found = await latestPreview(sessions.db, { orgId, madeBy, agentId: agent.id }, sessions.limits.idleMs);
      return { session: found ?? null };
    },
    previewTalk: async (caller, { params: { session } }) =>
      talkOf(sessions, await requirePreview(sessions, previewer(caller), session)),
    async *sendPreview(caller, { params: { session }, body, signal }) {
      const preview = await requirePreview(sessions, previewer(caller), session);
      const mock = (call: Parameters<typeof mocked>[0], mocks: Mocks) => mocked(call, mocks as Results);
      const { turnId, events } = await sendInPreview(sessions, preview, body, mock, signal);
      yield { kind: "turn", turn: turnId };
      for await (const { message } of events) yield { kind: "message", message };
      yield { kind: "trace", trace: priced(await traceOf(sessions, caller.orgId, session, turnId), prices) };
    },
    forkPreview: async (caller, { params: { session }, body: { turn, source } }) => {
      const who = previewer(caller);
      const preview = await requirePreview(sessions, who, session);
      const forked = await forkPreview(sessions, who, preview, turn, source);
      await note(caller, preview.agentId, { session: forked.session, mode: preview.mode, from: session });
      return forked;
    },
    endPreview: async (caller, { params: { session } }) => {
      await endPreview(sessions, await requirePreview(sessions, previewer(caller), session));
      return {};
    },
    previewTest: async (caller, { params: { session } }) =>
      testOf(sessions, await requirePreview(sessions, previewer(caller), session)),
    turnTrace: async (caller, { params: { session, turn } }) => {
      const trace = priced(await traceOf(sessions, caller.orgId, session, turn), prices);
      const withheld = trace.preview && !(await mayReadPreview(sessions.catalogue, caller, session));
      return withheld ? masked(trace) : trace;
    },
  };

  /** A live preview calls real actions: who began it stands in the trail. */
  async function note({ orgId, by }: Caller, agentId: string, detail: Readonly<Record<string, unknown>>) {
    await writeAudit(sessions.db, { orgId, ...by, action: "preview.start", subject: agentId, detail });
  }
}

/** A trace with what its model calls cost, where that is known. */
function priced(trace: Trace, prices: Prices): Trace {
  const cost = costOf(
    trace.steps.flatMap(({ model }) => model ?? []),
    prices,
  );
  if (cost === null) return trace;
  const steps = trace.steps.map((step) => {
    const own = step.model && costOf([step.model], prices);
    return step.model && typeof own === "number" ? { ...step, model: { ...step.model, cost: own } } : step;
  });
  return { ...trace, cost, steps };
}

/** Outputs that were written down are JSON, as values of scripts are. */
type Results = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** The script that is meant, and whose it is. */
async function scriptOf(sessions: Sessions, orgId: string, name: string, { source, versionId }: Which) {
  const { db } = sessions;
  const agent = await findAgent(db, orgId, name);
  if (!agent) throw refused("agent_not_found", name);
  const { id: agentId, developerName, label } = agent;
  return { agentId, developerName, label, source: source ?? (await sourceOf(sessions, agent, versionId)) };
}

async function sourceOf({ db }: Sessions, agent: AgentRow, versionId: string | undefined): Promise<string> {
  const versions = await versionsOf(db, agent.id);
  const version = versionId === undefined ? versions[0] : versions.find(({ id }) => id === versionId);
  const found = version && (await findVersion(db, version.id));
  if (found) return found.source;
  throw refused("bad_request", `${agent.label} has no such version. Reload the page, and choose one that is there`);
}

/** Actions by name, with what a simulation gives back and where a live call leads. */
function actionsOf(agent: Agent, { resolve }: Pick<Actions, "resolve">) {
  const definitions = Object.values(agent.nodes).flatMap((node) => Object.values(node.actions));
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  return [...byName.values()].map((definition) => {
    const { name, target } = definition;
    const place = resolve(target);
    const mock = mockOutputs(definition) as Mocks[string];
    const inputs = definition.inputs.map(({ name: input, type, description = "" }) => ({
      name: input,
      type: typeText(type),
      input: inputFor(type),
      description,
    }));
    return { name, target, inputs, mock, resolved: place.resolved, leads: place.resolved ? place.to : place.why };
  });
}
