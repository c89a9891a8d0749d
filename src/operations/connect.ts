// Tests a connection: a client's own calls, one after the other, each told as it is done, or with what cures it.
import { setTimeout as wait } from "node:timers/promises";
import { type Catalogue, findAgent, kindOf } from "../agents/catalogue.ts";
import { refused } from "../contract/problems.ts";
import {
  type ConnectionEvent,
  type ConnectionStep,
  type connectEndpoints,
  connectionSteps,
} from "../contract/setup-connect.ts";
import type { Caller, Handlers } from "../contract/setup-endpoint.ts";
import { listApps } from "../identity/apps/apps.ts";
import { readCredentials } from "../identity/apps/credentials.ts";
import { stagedCredentials } from "../identity/apps/rotate-credentials.ts";
import type { Identity } from "../identity/identity.ts";
import { originOf } from "../identity/orgs/domains.ts";
import { findMember } from "../store/members.ts";
import {
  type Address,
  endSession,
  getToken,
  sendStreamed,
  startSession,
  type Token,
  Unserved,
} from "./connection/client.ts";
import { diagnose, type Facts } from "./connection/problems.ts";
import { failureOf, type TurnFailure } from "./connection/turn-failure.ts";

/** Milliseconds that the whole of a test may take: a little more than the longest turn. */
const PATIENCE_MS = 180_000;
/** Milliseconds after which the end of a session is asked for again while its turn runs. */
const AGAIN_MS = 500;

/** What answers the rows about connections. */
export function operateConnect(identity: Identity, catalogue: Catalogue): Handlers<typeof connectEndpoints> {
  return {
    async *testConnection(caller, { body: { app, agent, text, given }, signal }) {
      const known = await factsOf(identity, catalogue, caller, { app, agent, given });
      const own = await readCredentials(identity, known.app.id, caller.by);
      if (!own) throw refused("bad_request", `${known.app.label} has no key and secret: restore it from a backup`);
      const at: Address = {
        url: identity.origin(),
        host: new URL(known.origin).host,
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      };
      const visit: Visit = {
        at,
        facts: known,
        key: given.consumerKey ?? own.consumerKey,
        secret: given.consumerSecret ?? own.consumerSecret,
        text,
        bypassUser: kindOf(known.agent.agentType) !== "employee",
        failure: (sessionId) => failureOf(identity.db, caller.orgId, sessionId),
        held: {},
      };
      try {
        for (const step of connectionSteps) {
          const begun = identity.now();
          const ms = () => identity.now() - begun;
          try {
            const sentence = yield* steps[step](visit);
            yield { kind: "done", step, ms: ms(), sentence };
          } catch (error) {
            if (!(error instanceof Unserved)) throw error;
            const { heard } = error;
            const told = `${heard.status || "no answer"} ${heard.error}: ${heard.message}`;
            const { failure } = visit.held;
            yield { kind: "failed", step, ms: ms(), ...diagnose({ ...known, step, heard, failure }), heard: told };
            return;
          }
        }
      } finally {
        await leave(visit);
      }
    },
  };
}

type Known = Omit<Facts, "step" | "heard" | "failure" | "agent"> & {
  readonly agent: Facts["agent"] & { readonly agentType: string };
};

/** A client on its way through the calls. */
interface Visit {
  readonly at: Address;
  readonly facts: Known;
  readonly key: string;
  readonly secret: string;
  readonly text: string;
  readonly bypassUser: boolean;
  /** Why the one turn of a session failed, if it did. */
  readonly failure: (sessionId: string) => Promise<TurnFailure | undefined>;
  /** What the calls so far have given it. */
  readonly held: { token?: Token; sessionId?: string; failure?: TurnFailure | undefined };
}

/**
 * End the session that is still open, also when whoever began the test has gone. The turn goes on without its reader, and
 * its session is locked until it is done.
 */
async function leave({ at, held: { token, sessionId } }: Visit): Promise<void> {
  if (!token || !sessionId) return;
  const patient = patientFor(at);
  for (;;) {
    try {
      return await endSession(patient, token, sessionId);
    } catch (error) {
      if (!(error instanceof Unserved) || error.heard.status !== 423) return;
    }
    await wait(AGAIN_MS);
  }
}

/** The same address for calls that are not cut off with the test. */
const patientFor = (at: Address): Address => ({ ...at, signal: AbortSignal.timeout(PATIENCE_MS) });

/** Each call: tells that it has begun and the agent's words as they come, and returns what was done in a sentence. */
const steps: Readonly<Record<ConnectionStep, (visit: Visit) => AsyncGenerator<ConnectionEvent, string>>> = {
  async *token({ at, key, secret, facts, held }) {
    yield { kind: "begun", step: "token" };
    held.token = await getToken(at, key, secret);
    return `A token that acts as ${facts.runAs?.username ?? "the Run As user"}, with ${held.token.scope}`;
  },
  async *start({ at, facts: { agent, given, origin }, bypassUser, held }) {
    yield { kind: "begun", step: "start" };
    // Not cut off: a session that began unheard could not be ended.
    const start = { agentId: agent.id, endpoint: given.endpoint ?? origin, bypassUser };
    const { sessionId, greeting } = await startSession(patientFor(at), held.token!, start);
    held.sessionId = sessionId;
    if (greeting) yield { kind: "said", text: greeting };
    return `Session ${sessionId} with ${agent.label}`;
  },
  async *send({ at, text, held, failure }) {
    yield { kind: "begun", step: "send" };
    const sessionId = held.sessionId!;
    let events = 0;
    let chunked = false;
    let last = "";
    try {
      for await (const message of sendStreamed(at, held.token!, sessionId, text)) {
        events += 1;
        if (message.type === "TextChunk") chunked = true;
        const words = "message" in message && message.type !== "ProgressIndicator" ? message.message : undefined;
        if (words) last = words;
        // The whole answer comes after its chunks once more.
        if (words && (message.type === "TextChunk" || !chunked)) yield { kind: "said", text: words };
      }
    } finally {
      held.failure = await failure(sessionId);
    }
    // To a client the script's own error message is an answer like any other.
    if (held.failure) throw new Unserved({ status: 200, error: "an answer", message: last });
    return `An answer in ${events} streamed events`;
  },
  async *end({ at, held }) {
    yield { kind: "begun", step: "end" };
    await endSession(at, held.token!, held.sessionId!);
    delete held.sessionId;
    return "The session is ended";
  },
};

async function factsOf(
  identity: Identity,
  catalogue: Catalogue,
  { orgId }: Caller,
  named: { readonly app: string; readonly agent: string; readonly given: Facts["given"] },
): Promise<Known> {
  const org = await identity.records.org(orgId);
  const app = (await listApps(identity, orgId)).find(({ apiName, id }) => apiName === named.app || id === named.app);
  if (!org || !app) throw refused("record_not_found", `the external client app ${named.app}`);
  const agent = await findAgent(catalogue.db, orgId, named.agent);
  if (!agent) throw refused("agent_not_found", named.agent);
  const rotated = (await stagedCredentials(identity, orgId, app.id)).filter(({ status }) => status === "rotated");
  return {
    app,
    keys: [app.consumerKey, ...rotated.map(({ consumerKey }) => consumerKey)],
    runAs: app.runAs === null ? undefined : await findMember(identity.db, orgId, app.runAs),
    agent,
    origin: originOf(identity, org),
    given: named.given,
  };
}
