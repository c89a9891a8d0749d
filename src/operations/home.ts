// What Setup's home page asks: what is running, what needs attention, and what was done of the first steps.
import { type Catalogue, listAgents } from "../agents/catalogue.ts";
import type { Caller, Handlers } from "../contract/setup-endpoint.ts";
import type { HomeReport, homeEndpoints, Matter } from "../contract/setup-home.ts";
import { noticesOf } from "../identity/apps/app-declaration.ts";
import { type ListedApp, listApps } from "../identity/apps/apps.ts";
import { runAsProblem } from "../identity/apps/client.ts";
import type { Identity } from "../identity/identity.ts";
import { viewKeys } from "../identity/keys/rotate-keys.ts";
import { originOf } from "../identity/orgs/domains.ts";
import { failingAgents, firstsOf } from "../store/home.ts";
import { listMembers, type MemberRow } from "../store/members.ts";
import { listStandings } from "../store/standing.ts";

export interface HomePorts {
  readonly identity: Identity;
  readonly catalogue: Catalogue;
  readonly version: string;
  readonly engine: string;
  /** The model that answers by default, now. */
  readonly model: () => Promise<HomeReport["model"]>;
  readonly running: Running;
  /** Actions of active agents that lead nowhere. */
  readonly unresolved: (orgId: string) => Promise<readonly { readonly agent: string; readonly why: string }[]>;
}

/** What the server knows of itself. */
export interface Running {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Where the database keeps what is written: a PostgreSQL server, this server's data folder, or its memory. */
  readonly keeps: "server" | "folder" | "memory";
  /** Whether the server's address was set, and not found out when it began to listen. */
  readonly publicUrl: boolean;
}

const DAY_MS = 24 * 60 * 60_000;
/** Days after which a signing key is called old. */
const KEY_DAYS = 365;

/** What answers the row of the home page. */
export function operateHome(ports: HomePorts): Handlers<typeof homeEndpoints> {
  const { identity, catalogue, version, engine, running } = ports;
  const { db } = identity;
  return {
    home: async ({ orgId, may }) => {
      const org = (await identity.records.org(orgId))!;
      const apps = (await listApps(identity, orgId)).filter(({ madeBy }) => madeBy !== "server");
      const agents = await listAgents(catalogue.db, orgId);
      const members = await listMembers(db, orgId);
      const model = await ports.model();
      const at = { ...ports, orgId, may, agents, apps, members, answering: model };
      const matters = await Promise.all(checks.map((check) => check(at)));
      return {
        version,
        engine,
        origin: originOf(identity, org),
        model,
        startedAt: new Date(running.startedAt).toISOString(),
        counts: {
          agents: agents.length,
          activeAgents: agents.filter(({ activeVersionId }) => activeVersionId !== null).length,
          apps: apps.length,
        },
        matters: matters.flat(),
        steps: stepsOf({
          apps,
          members,
          agents,
          ...(await firstsOf(db, orgId)),
        }),
      };
    },
  };
}

/** What the checks look at, read once. */
interface Seen extends Omit<HomePorts, "version" | "engine" | "model">, Pick<Caller, "orgId" | "may"> {
  readonly agents: readonly { readonly id: string; readonly developerName: string; readonly label: string }[];
  readonly apps: readonly ListedApp[];
  readonly members: readonly MemberRow[];
  readonly answering: HomeReport["model"];
}

/** Everything that is looked at, in the order in which it is told. */
const checks: readonly ((seen: Seen) => readonly Matter[] | Promise<readonly Matter[]>)[] = [
  unresolvedActions,
  failingTurns,
  noModel,
  lossyDatabase,
  ({ apps, members, identity }) => apps.flatMap((app) => appMatters(app, members, identity.now())),
  lockedUsers,
  oldSigningKey,
  formerSecretKey,
];

async function unresolvedActions({ unresolved, orgId, agents }: Seen): Promise<Matter[]> {
  const byAgent = Map.groupBy(await unresolved(orgId), ({ agent }) => agent);
  return [...byAgent].map(([name, found]) => {
    const more = found.length > 1 ? ` And ${found.length - 1} more.` : "";
    const { id = "", label = name } = agents.find(({ developerName }) => developerName === name) ?? {};
    return { kind: "unresolved_action", severity: "warning", sentence: `${label}: ${found[0]!.why}.${more}`, key: id };
  });
}

async function failingTurns({ identity: { db, now }, orgId }: Seen): Promise<Matter[]> {
  const found = await failingAgents(db, orgId, new Date(now() - DAY_MS));
  return found.map(({ id, label, failures }) => ({
    kind: "failed_turns",
    severity: "error",
    sentence: `${label} failed in ${failures === 1 ? "one turn" : `${failures} turns`} of the last day.`,
    key: id,
  }));
}

function noModel({ answering: { id, why } }: Seen): Matter[] {
  if (!id.startsWith("matcher")) return [];
  const sentence = `No language model answers (${why}). The matcher chooses among the answers that scripts have.`;
  return [{ kind: "no_model", severity: "warning", sentence, key: "" }];
}

/** What each place of the database may lose; nothing is said of one that loses nothing. */
const losses: Readonly<Partial<Record<Running["keeps"], Pick<Matter, "severity" | "sentence">>>> = {
  folder: {
    severity: "info",
    sentence:
      "The embedded database survives a crash of the server, and may lose its last writes in a power cut. " +
      "Set DATABASE_URL to a PostgreSQL server where that matters.",
  },
  memory: {
    severity: "warning",
    sentence:
      "The database is in memory: agents, apps, users and sessions are gone when the server stops. " +
      "Start it with a data folder, or set DATABASE_URL to a PostgreSQL server.",
  },
};

function lossyDatabase({ running }: Seen): Matter[] {
  const loss = losses[running.keeps];
  return loss ? [{ kind: "power_loss", ...loss, key: "" }] : [];
}

/** Whether an app gets tokens by itself: both sides of the flow are on. */
const speaksForItself = ({ enabled, settings, policies }: ListedApp) =>
  enabled && settings.clientCredentials && policies.clientCredentials;

const problemOfRunAs = ({ runAs }: ListedApp, members: readonly MemberRow[]) =>
  runAs === null ? "it has no Run As user" : runAsProblem(members.find(({ username }) => username === runAs));

function appMatters(app: ListedApp, members: readonly MemberRow[], now: number): Matter[] {
  if (!app.enabled) return [];
  const { contactPhone, description, runAs, ...same } = app;
  const declared = {
    ...same,
    contactPhone: contactPhone ?? undefined,
    description: description ?? undefined,
    runAs: runAs ?? undefined,
  };
  const notices = noticesOf(declared, now)
    .filter(({ severity }) => severity === "warning")
    .map(({ severity, sentence }): Matter => {
      return { kind: "app_notice", severity, sentence: `${sentence}.`, key: app.apiName };
    });
  const problem = speaksForItself(app) ? problemOfRunAs(app, members) : undefined;
  if (problem === undefined) return notices;
  const sentence = `${app.label} gets no tokens by client credentials: ${problem}.`;
  return [{ kind: "no_run_as", severity: "error", sentence, key: app.apiName }, ...notices];
}

async function lockedUsers({ identity: { db, now }, orgId, members }: Seen): Promise<Matter[]> {
  const locked = (await listStandings(db, orgId)).filter(({ lockedUntil }) => (lockedUntil?.getTime() ?? 0) > now());
  return locked.map(({ id }) => ({
    kind: "locked_user",
    severity: "warning",
    sentence: `${members.find((member) => member.id === id)?.username} is locked after too many wrong passwords.`,
    key: id,
  }));
}

async function oldSigningKey({ identity, orgId }: Seen): Promise<Matter[]> {
  const signs = (await viewKeys(identity, orgId)).signing.find((key) => key.signs);
  const days = signs ? Math.floor((identity.now() - signs.signsFrom.getTime()) / DAY_MS) : 0;
  if (days <= KEY_DAYS) return [];
  const sentence = `The key that signs tokens is ${days} days old: rotate it.`;
  return [{ kind: "old_signing_key", severity: "info", sentence, key: "" }];
}

/** Told to whoever manages keys: the secrets are those of every org. */
async function formerSecretKey({ identity, orgId, may }: Seen): Promise<Matter[]> {
  if (!may("manage_keys")) return [];
  const { secretKey, sealed } = await viewKeys(identity, orgId);
  const former = Object.entries(sealed).reduce((sum, [key, count]) => (key === secretKey ? sum : sum + count), 0);
  if (former === 0) return [];
  const sentence = `${former} secrets are sealed with a former key. Run dragoman key reseal on the server before you throw that key away.`;
  return [{ kind: "old_secret_key", severity: "warning", sentence, key: "" }];
}

/** The first steps, each told by what the records say. */
function stepsOf({
  apps,
  members,
  agents,
  connected,
  talked,
}: {
  readonly apps: readonly ListedApp[];
  readonly members: readonly MemberRow[];
  readonly agents: readonly { readonly id: string; readonly activeVersionId: string | null }[];
  readonly connected: boolean;
  readonly talked: boolean;
}): HomeReport["steps"] {
  const active = agents.find(({ activeVersionId }) => activeVersionId !== null);
  const speaking = apps.find(speaksForItself);
  const ready = apps.find((app) => speaksForItself(app) && problemOfRunAs(app, members) === undefined);
  return [
    { name: "make", done: agents.length > 0, key: "" },
    { name: "agent", done: active !== undefined, key: (active ?? agents[0])?.id ?? "" },
    { name: "app", done: speaking !== undefined, key: "" },
    { name: "run_as", done: ready !== undefined, key: (ready ?? speaking ?? apps[0])?.apiName ?? "" },
    { name: "connect", done: connected, key: "" },
    { name: "talk", done: talked, key: active?.id ?? "" },
  ];
}
