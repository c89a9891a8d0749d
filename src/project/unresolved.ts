// Which actions and nodes of an agent lead nowhere, so that they are known before a conversation finds out.
import type { Actions } from "../actions/port.ts";
import { type Catalogue, listAgents, versionById } from "../agents/catalogue.ts";
import { type ReportedProblem, reported } from "../contract/setup.ts";

type Resolver = Pick<Actions, "resolve">;

/** A warning for each action, and each `node://…`, of a version whose target does not resolve, at the place where it is declared. */
export async function unresolvedIn(
  catalogue: Catalogue,
  versionId: string,
  actions: Resolver,
): Promise<(ReportedProblem & { readonly target: string })[]> {
  const agent = await versionById(catalogue, versionId);
  return Object.values(agent.nodes)
    .flatMap((node) => [
      ...Object.values(node.actions),
      ...(node.variant ? [{ target: node.variant.uri, span: node.span }] : []),
    ])
    .flatMap(({ target, span }) => {
      const found = actions.resolve(target);
      if (found.resolved) return [];
      const message = `${target} leads nowhere: ${found.why}. Calling it will fail`;
      return [{ target, ...reported({ code: "action-unresolved", severity: "warning", message, span }) }];
    });
}

/** The same for every active agent of an org, as `dragoman doctor` shows it. */
export async function unresolvedOf(
  catalogue: Catalogue,
  orgId: string,
  actions: Resolver,
): Promise<{ agent: string; target: string; why: string }[]> {
  const active = (await listAgents(catalogue.db, orgId)).filter((agent) => agent.activeVersionId !== null);
  const found = await Promise.all(
    active.map(async ({ developerName, activeVersionId }) => {
      const problems = await unresolvedIn(catalogue, activeVersionId!, actions);
      return problems.map(({ target, message }) => ({ agent: developerName, target, why: message }));
    }),
  );
  return found.flat();
}
