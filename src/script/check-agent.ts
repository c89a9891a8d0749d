// Checks that look at the whole agent: what is never used, never reached, or goes round in circles (spec §6.8).
import type { Agent, Node, Variable } from "./agent.ts";
import type { Findings } from "./names.ts";
import { alwaysLeaves } from "./read-procedure.ts";
import type { Report } from "./report.ts";
import type { Section } from "./shape.ts";
import type { Expression, Span, Statement, Template } from "./tree.ts";
import { expressionsIn, statementsIn } from "./walk.ts";

/** Run every check of the whole agent. `nodes` are the sections of its nodes and connected agents, for places in the source; `starts` names where conversations begin. */
export function checkAgent(
  agent: Agent,
  nodes: readonly Section[],
  starts: readonly string[],
  findings: Findings,
  report: Report,
): void {
  const places = new Map(nodes.map((section) => [section.name.text, section.name.span]));
  checkMessages(agent, findings, report);
  if (report.complete()) {
    checkUnused(agent, findings, report);
    checkReach(starts, places, findings, report);
    checkEscalation(agent, report);
    checkElseIf(agent, report);
  }
  checkCircles(agent, places, report);
  checkRuns(agent, report);
  checkSecrets(findings, report);
  checkResponseNames(agent, report);
}

/** Messages are said before anything ran: they know only what the host or the API gives (spec §2.1). */
function checkMessages(agent: Agent, findings: Findings, report: Report): void {
  for (const template of [agent.welcome, agent.errorMessage]) {
    for (const part of variablesIn(template)) {
      const variable = agent.variables[part.name];
      if (!variable || variable.kind === "linked" || variable.visibility === "External") continue;
      report.error(
        "system-message-mutable-variable",
        part.span,
        `A message cannot show \`${part.name}\`, which only the agent sets`,
        {
          fix: 'Use a linked variable, or give it `visibility: "External"`',
        },
      );
    }
  }
  findings.shown.splice(0, findings.shown.length, ...findings.shown.filter(({ span }) => !isWithin(span, agent)));
}

const isWithin = (span: Span, { welcome, errorMessage }: Agent): boolean =>
  [welcome, errorMessage].some(
    (message) =>
      message && message.span.start.offset <= span.start.offset && span.end.offset <= message.span.end.offset,
  );

function variablesIn(template: Template | undefined): readonly Extract<Expression, { kind: "reference" }>[] {
  const parts = template?.parts.filter((part) => typeof part !== "string") ?? [];
  return parts
    .flatMap((part) => [...expressionsIn(part)])
    .flatMap((part) => (part.kind === "reference" && part.namespace === "variables" ? [part] : []));
}

/** Names that hosts fill by themselves, used or not (spec §2.4). */
const hostNames: ReadonlySet<string> = new Set([
  "EndUserId",
  "ChannelType",
  "RoutableId",
  "EndUserLanguage",
  "ContactId",
]);

function checkUnused({ variables }: Agent, { used }: Findings, report: Report): void {
  for (const { name, kind, visibility, span } of Object.values(variables) as Variable[]) {
    if (used.has(name) || visibility === "External") continue;
    if (kind === "linked" && hostNames.has(name)) {
      report.info("unused-variable", span, `\`${name}\` is not used by the script; Agentforce needs it all the same`);
    } else report.info("unused-variable", span, `Variable \`${name}\` is never used`, { fix: "Use it, or remove it" });
  }
}

function checkReach(
  starts: readonly string[],
  places: ReadonlyMap<string, Span>,
  { ways }: Findings,
  report: Report,
): void {
  if (starts.length === 0) return;
  const reached = new Set(starts);
  for (const node of reached) for (const next of ways.get(node) ?? []) reached.add(next);
  for (const [name, span] of places) {
    if (reached.has(name)) continue;
    report.warning("unreachable-subagent", span, `Nothing leads to \`${name}\``, {
      fix: "Add a transition to it, or remove it",
    });
  }
}

/** The node a node always goes on to before any model is asked, if it does. */
function wayOut(node: Node | undefined): string | undefined {
  const leaving = [...(node?.before ?? []), ...(node?.instructions ?? [])].find(alwaysLeaves);
  return leaving?.kind === "transition" ? leaving.to : undefined;
}

function checkCircles({ nodes }: Agent, places: ReadonlyMap<string, Span>, report: Report): void {
  const told = new Set<string>();
  for (const from of Object.keys(nodes)) {
    const path = [from];
    for (let next = wayOut(nodes[from]); next && !told.has(next); next = wayOut(nodes[next])) {
      const at = path.indexOf(next);
      if (at < 0) {
        path.push(next);
        continue;
      }
      const circle = path.slice(at);
      for (const name of circle) told.add(name);
      const span = places.get(next);
      if (span)
        report.warning(
          "transition-cycle-without-llm",
          span,
          `These subagents pass on for ever: ${[...circle, next].join(" → ")}`,
          { fix: "Put a condition on one of the transitions" },
        );
      break;
    }
  }
}

function checkEscalation({ nodes, connections }: Agent, report: Report): void {
  if (Object.values(connections).some((connection) => connection.routeName !== undefined)) return;
  const tool = Object.values(nodes)
    .flatMap((node) => node.tools)
    .find((known) => known.target.kind === "escalate");
  if (!tool) return;
  report.warning(
    "escalate-without-connection",
    tool.span,
    `Tool \`${tool.name}\` escalates, but no connection says where to`,
    {
      fix: "Add `connection messaging:` with `outbound_route_type` and `outbound_route_name`",
    },
  );
}

/** Instructions run before every question to the model, and so does what no condition among them guards: a `run`, and a `set` that counts. */
function checkRuns({ nodes }: Agent, report: Report): void {
  for (const { instructions } of Object.values(nodes)) {
    for (const { statement, conditional } of statementsIn(instructions)) {
      if (conditional || !repeats(statement)) continue;
      const what = statement.kind === "run" ? `\`${statement.action}\` runs` : "This is set";
      const message = `${what} again before every question to the model`;
      const fix = "Guard it with `if`, or move it to `before_reasoning`";
      report.info("side-effect-in-instructions", keyword(statement), message, { fix });
    }
  }
}

/** Whether it makes a difference that a statement is executed twice. */
function repeats(statement: Statement): statement is Extract<Statement, { kind: "run" | "set" }> {
  if (statement.kind !== "set") return statement.kind === "run";
  return [...expressionsIn(statement.value)].some(
    (part) => part.kind === "reference" && part.namespace === "variables" && part.name === statement.variable,
  );
}

/** Older compilers of Agentforce refuse `else if`: said once for a script (spec §5.12). */
function checkElseIf({ nodes, connected }: Agent, report: Report): void {
  const procedures = [
    ...Object.values(nodes).flatMap(({ before, instructions, after, tools }) => [
      before,
      instructions,
      after,
      ...tools.map(({ then }) => then),
    ]),
    ...Object.values(connected).map(({ after }) => after),
  ];
  const chains = procedures
    .flatMap((procedure) => [...statementsIn(procedure)])
    .flatMap(({ statement }) => (statement.kind === "if" && statement.branches.length > 1 ? [statement] : []));
  const [first] = chains.toSorted((left, right) => left.span.start.offset - right.span.start.offset);
  if (!first) return;
  const message = "`else if` is refused by older compilers of Agentforce";
  report.info("else-if-portability", keyword(first), message);
}

/** The first word of a statement, to point at. */
function keyword({ kind, span }: Statement): Span {
  const { start } = span;
  const length = kind === "if" ? 2 : 3;
  return { start, end: { ...start, offset: start.offset + length, column: start.column + length } };
}

/** Response actions are offered beside the tools of every subagent. */
function checkResponseNames({ nodes, connections }: Agent, report: Report): void {
  const tools = new Set(Object.values(nodes).flatMap((node) => node.tools.map(({ name }) => name)));
  for (const { name, span } of Object.values(connections).flatMap((connection) => connection.responseActions)) {
    if (!tools.has(name)) continue;
    report.warning("duplicate-tool-name", span, `A tool is named \`${name}\`, too, and the model is offered both`, {
      fix: "Rename one of them",
    });
  }
}

function checkSecrets({ secrets, shown }: Findings, report: Report): void {
  for (const { variable, span } of shown) {
    if (!secrets.has(variable)) continue;
    report.warning(
      "secret-in-prompt",
      span,
      `\`${variable}\` holds an output that is kept from the model, and this text shows it`,
      {
        fix: "Show something else, or drop `filter_from_agent`",
      },
    );
  }
}
