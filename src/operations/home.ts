// What Setup's home page asks: what is running, what needs attention, and what was done of the first steps.
import { type Catalogue, listAgents } from "../agents/catalogue.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
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
  /** Whether the database is the embedded one, which loses what a power cut catches unwritten. */
  readonly embedded: boolean;
  /** Whether the server's address was set, and not found out when it began to listen. */
  readonly publicUrl: boolean;
}

const DAY_MS = 24 * 60 * 60_000;
/** Days after which a signing key is called old. */
const KEY_DAYS = 365;

/** What answers the row of the home page. */
export function operateHome(ports: HomePorts): Handlers<typeof homeEndpoints> {
  const { identity, catalogue, version, engine, running } = ports;
  const { db, now } = identity;
  return {
    home: async ({ orgId }) => {
      const org = (await identity.records.org(orgId))!;
      const apps = (await listApps(identity, orgId)).filter(({ madeBy }) => madeBy !== "server");
      const agents = await listAgents(catalogue.db, orgId);
      const members = await listMembers(db, orgId);
      const model = await ports.model();
      const matters = await Promise.all([
        ports
          .unresolved(orgId)
          .then((found) => unresolvedMatters(found, new Map(agents.map((each) => [each.developerName, each])))),
        failingAgents(db, orgId, new Date(now() - DAY_MS)).then((found) => found.map(failing)),
        serverMatters(model, running),
        apps.flatMap((app) => appMatters(app, members, now())),
        lockedMatters(ports, orgId, members),
        keyMatters(ports, orgId),
      ]);
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
          agent: agents.find(({ activeVersionId }) => activeVersionId !== null),
          ...(await firstsOf(db, orgId)),
        }),
      };
    },
  };
}

function unresolvedMatters(
  found: readonly { readonly agent: string; readonly why: string }[],
  agents: ReadonlyMap<string, { readonly id: string; readonly label: string }>,
): Matter[] {
  const names = [...new Set(found.map(({ agent }) => agent))];
  return names.map((name) => {
    const whys = found.filter(({ agent }) => agent === name).map(({ why }) => why);
    const more = whys.length > 1 ? ` And ${whys.length - 1} more.` : "";
    const { id = "", label = name } = agents.get(name) ?? {};
    return { kind: "unresolved_action", severity: "warning", sentence: `${label}: ${whys[0]}.${more}`, key: id };
  });
}

const failing = ({ id, label, failures }: { id: string; label: string; failures: number }): Matter => ({
  kind: "failed_turns",
  severity: "error",
  sentence: `${label} failed in ${failures === 1 ? "one turn" : `${failures} turns`} of the last day.`,
  key: id,
});

function serverMatters(model: HomeReport["model"], running: Running): Matter[] {
  const table: readonly (readonly [boolean, Matter])[] = [
    [
      model.id.startsWith("matcher"),
      {
        kind: "no_model",
        severity: "warning",
        sentence: `No language model answers: ${model.why}. It chooses among the answers that scripts have.`,
        key: "",
      },
    ],
    [
      running.embedded,
      {
        kind: "power_loss",
        severity: "info",
        sentence:
          "The embedded database survives a crash of the server, and may lose its last writes in a power cut. " +
          "Set DATABASE_URL to a PostgreSQL server where that matters.",
        key: "",
      },
    ],
  ];
  return table.filter(([applies]) => applies).map(([, matter]) => matter);
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
  const notices = noticesOf(declared, now).filter(({ severity }) => severity === "warning");
  const problem = speaksForItself(app) ? problemOfRunAs(app, members) : undefined;
  return [
    ...(problem === undefined
      ? []
      : [
          {
            kind: "no_run_as" as const,
            severity: "error" as const,
            sentence: `${app.label} gets no tokens by client credentials: ${problem}.`,
            key: app.apiName,
          },
        ]),
    ...notices.map(({ severity, sentence }) => ({
      kind: "app_notice" as const,
      severity,
      sentence: `${sentence}.`,
      key: app.apiName,
    })),
  ];
}

async function lockedMatters(
  { identity: { db, now } }: HomePorts,
  orgId: string,
  members: readonly MemberRow[],
): Promise<Matter[]> {
  const locked = (await listStandings(db, orgId)).filter(({ lockedUntil }) => (lockedUntil?.getTime() ?? 0) > now());
  return locked.map(({ id }) => ({
    kind: "locked_user",
    severity: "warning",
    sentence: `${members.find((member) => member.id === id)?.username} is locked after too many wrong passwords.`,
    key: id,
  }));
}

async function keyMatters({ identity }: HomePorts, orgId: string): Promise<Matter[]> {
  const { signing, secretKey, sealed } = await viewKeys(identity, orgId);
  const signs = signing.find((key) => key.signs);
  const days = signs ? Math.floor((identity.now() - signs.signsFrom.getTime()) / DAY_MS) : 0;
  const elsewhere = Object.entries(sealed).reduce((sum, [key, count]) => (key === secretKey ? sum : sum + count), 0);
  return [
    ...(days > KEY_DAYS
      ? [
          {
            kind: "old_signing_key" as const,
            severity: "info" as const,
            sentence: `The key that signs tokens is ${days} days old: rotate it.`,
            key: "",
          },
        ]
      : []),
    ...(elsewhere > 0
      ? [
          {
            kind: "old_secret_key" as const,
            severity: "warning" as const,
            sentence: `${elsewhere} secrets are sealed with a former key. Run dragoman key reseal on the server before you throw that key away.`,
            key: "",
          },
        ]
      : []),
  ];
}

/** The first steps, each told by what the records say. */
function stepsOf({
  apps,
  members,
  agent,
  connected,
  talked,
}: {
  readonly apps: readonly ListedApp[];
  readonly members: readonly MemberRow[];
  readonly agent: { readonly id: string } | undefined;
  readonly connected: boolean;
  readonly talked: boolean;
}): HomeReport["steps"] {
  const speaking = apps.find(speaksForItself);
  const ready = apps.find((app) => speaksForItself(app) && problemOfRunAs(app, members) === undefined);
  return [
    { name: "app", done: speaking !== undefined, key: "" },
    { name: "run_as", done: ready !== undefined, key: (ready ?? speaking ?? apps[0])?.apiName ?? "" },
    { name: "agent", done: agent !== undefined, key: agent?.id ?? "" },
    { name: "connect", done: connected, key: "" },
    { name: "talk", done: talked, key: agent?.id ?? "" },
  ];
}
