// What is asked about actions: every target that scripts name, where it leads, and one call to try it.
import { randomUUID } from "node:crypto";
import type { ActionResult, ProjectActions } from "../actions/port.ts";
import { type Catalogue, findAgent, listAgents, versionById, versionsOf } from "../agents/catalogue.ts";
import { checkSource } from "../agents/check.ts";
import { refused } from "../contract/problems.ts";
import type { actionEndpoints, TargetUse, TriedAction } from "../contract/setup-actions.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import type { ActionDefinition, Agent, Value } from "../script/agent.ts";
import { typeText } from "../script/infer.ts";
import { coerce } from "../script/value.ts";
import { inputFor } from "../sessions/variables.ts";
import { findVersion } from "../store/agent-versions.ts";
import type { ListedAgent } from "../store/agents.ts";
import { writeAudit } from "../store/audit.ts";

/** What answers the rows about actions. */
export function operateActions(catalogue: Catalogue, actions: ProjectActions): Handlers<typeof actionEndpoints> {
  const { db, now } = catalogue;
  return {
    actions: async ({ orgId, may }) => {
      const read = (
        await Promise.all((await listAgents(db, orgId)).map((agent) => scriptsOf(catalogue, agent)))
      ).flat();
      const uses = Map.groupBy(read.flatMap(usesIn), ({ target }) => target);
      const targets = [...uses].map(([target, of]) => ({ target, of, place: actions.resolve(target) }));
      const led = new Set(targets.flatMap(({ place }) => (place.resolved ? [place.mapping] : [])));
      return {
        targets: targets
          .map(({ target, of, place }) => ({
            target,
            resolved: place.resolved,
            leads: place.resolved ? place.to : place.why,
            uses: of.map(({ use }) => use),
          }))
          .sort((one, other) => one.target.localeCompare(other.target)),
        // The folder is every org's: only whoever could name them in a script is told.
        unused: may("build_agents") ? actions.mappings().filter(({ pattern }) => !led.has(pattern)) : [],
        unread: read.filter(({ agent }) => !agent).map(({ of: { id, label } }) => ({ id, label })),
      };
    },
    tryAction: async ({ orgId, by }, { body: { agent, version, where, name, inputs }, signal }) => {
      const { id, definition } = await definitionAt(catalogue, orgId, { agent, version, where, name });
      const fitted = fittedInputs(definition, inputs as Readonly<Record<string, Value>>);
      const idempotencyKey = `try:${randomUUID()}`;
      const detail = { action: name, target: definition.target, version, key: idempotencyKey };
      await writeAudit(db, { orgId, ...by, action: "action.try", subject: id, detail });
      const began = now();
      const result = await actions.run({ definition, inputs: fitted, idempotencyKey, signal });
      return { ms: now() - began, key: idempotencyKey, result: told(result) };
    },
  };
}

/** A script that runs or may soon; without `agent` it has errors. */
interface ReadScript {
  readonly of: ListedAgent;
  readonly version: TargetUse["version"];
  readonly agent: Agent | undefined;
}

/** The active version of an agent, and its draft. */
async function scriptsOf(catalogue: Catalogue, of: ListedAgent): Promise<ReadScript[]> {
  const found = await Promise.all(
    (await versionsOf(catalogue.db, of.id)).map(async ({ id, number, state }): Promise<ReadScript[]> => {
      if (id === of.activeVersionId) {
        return [{ of, version: { id, number, state: "active" }, agent: await versionById(catalogue, id) }];
      }
      return state === "draft"
        ? [{ of, version: { id, number, state }, agent: await draftById(catalogue, id, of.developerName) }]
        : [];
    }),
  );
  return found.flat();
}

async function draftById({ db }: Catalogue, id: string, developerName: string): Promise<Agent | undefined> {
  const version = await findVersion(db, id);
  return version && checkSource(version.source, developerName).agent;
}

/** Every target that a script names, with the place. */
function usesIn({ of: { id, label, developerName }, version, agent }: ReadScript) {
  const use = (where: string, name: string, target: string, form: TargetUse["form"]) => ({
    target,
    use: { agent: { id, label, developerName }, version, where, name, form },
  });
  const nodes = Object.values(agent?.nodes ?? {}).flatMap((node) => [
    ...Object.values(node.actions).map((action) => use(node.name, action.name, action.target, formOf(action))),
    ...(node.variant ? [use(node.name, node.name, node.variant.uri, null)] : []),
  ]);
  const formats = Object.values(agent?.connections ?? {}).flatMap((connection) =>
    Object.values(connection.formats).flatMap(({ name, target }) =>
      target === undefined ? [] : [use(connection.name, name, target, null)],
    ),
  );
  return [...nodes, ...formats];
}

function formOf({ description = "", confirm, inputs, outputs }: ActionDefinition): NonNullable<TargetUse["form"]> {
  return {
    description,
    confirm,
    inputs: inputs.map(({ name, type, description: about = "", required }) => ({
      name,
      type: typeText(type),
      input: inputFor(type),
      description: about,
      required,
    })),
    outputs: outputs.map(({ name, type, description: about = "" }) => ({
      name,
      type: typeText(type),
      description: about,
    })),
  };
}

interface Place {
  readonly agent: string;
  readonly version: string;
  readonly where: string;
  readonly name: string;
}

async function definitionAt(catalogue: Catalogue, orgId: string, { agent: of, version, where, name }: Place) {
  const row = await findAgent(catalogue.db, orgId, of);
  if (!row) throw refused("agent_not_found", of);
  const found = (await versionsOf(catalogue.db, row.id)).find(({ id }) => id === version);
  const agent =
    found?.state === "draft"
      ? await draftById(catalogue, version, row.developerName)
      : found && (await versionById(catalogue, version));
  const actions = agent && Object.hasOwn(agent.nodes, where) ? agent.nodes[where]!.actions : {};
  const definition = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (definition) return { id: row.id, definition };
  throw refused("bad_request", `${row.label} has no action ${name} any more. Reload the page`);
}

/** What was typed, as the declared types want it. A value that is left out is the declared default, where there is one. */
function fittedInputs({ inputs }: ActionDefinition, given: Readonly<Record<string, Value>>): Record<string, Value> {
  const stray = Object.keys(given).find((name) => !inputs.some((input) => input.name === name));
  if (stray !== undefined) throw refused("bad_request", `The action takes no input ${stray}. Reload the page`);
  const fitted: Record<string, Value> = {};
  for (const { name, type, required, default: fallback } of inputs) {
    const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? fallback ?? null;
    if (value === null) {
      if (required) throw refused("bad_request", `The input ${name} is required: give it a value`);
      continue;
    }
    const one = coerce(value, type);
    if (!one.ok) throw refused("bad_request", `The input ${name} is not of its declared type, ${typeText(type)}`);
    fitted[name] = one.value;
  }
  return fitted;
}

/** A failure as its caller reads it: what a target said or threw stands in the log, for it may hold anything. */
const told = (result: ActionResult): TriedAction["result"] =>
  result.ok
    ? { ok: true, outputs: result.outputs as Record<string, never> }
    : { ok: false, why: result.message, logged: result.reason === "failed" || result.reason === "refused" };
