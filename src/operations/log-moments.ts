// A session as a line of moments: each message, step, error and opinion of its turns, in time order.
import { StreamEnvelope } from "../contract/agent-api.ts";
import type { Moment, SessionLine } from "../contract/setup-logs.ts";
import type { StepKind, TraceStep } from "../contract/setup-trace.ts";
import { isOwnReason } from "../sessions/trace-reasons.ts";
import { beginOf, traceSteps } from "../sessions/trace-steps.ts";
import { UNANSWERED } from "../sessions/unanswered.ts";
import type { LoggedTurn } from "../store/log-moments.ts";
import { shown } from "./log-masks.ts";

interface Told {
  readonly session: SessionLine;
  /** The agent's first words; `undefined` where the moments begin later. */
  readonly greeting: unknown;
  readonly turns: readonly LoggedTurn[];
  /** Whether no turn follows these. */
  readonly whole: boolean;
  readonly masked: boolean;
}

/** The moments of some turns of a session; the first ones begin with its start, the last ones end with its end. */
export function momentsOf({ session, greeting, turns, whole, masked }: Told): Moment[] {
  const { startedAt, endedAt, status, endReason } = session;
  const plain = { text: null, turn: null, turnId: null, durationMs: null };
  const first: Moment[] =
    greeting === undefined
      ? []
      : [
          { ...plain, at: startedAt, kind: "start", title: "Session started" },
          { ...plain, at: startedAt, kind: "agent", title: "Greeting", text: textIn(greeting, "text") },
        ];
  const told = turns.flatMap(turnMoments).sort((a, b) => a.at.localeCompare(b.at));
  const over =
    status === "expired" ? "Session dropped: nobody wrote any more" : `Session ended: ${endReason ?? "no reason"}`;
  const last: Moment[] = endedAt && whole ? [{ ...plain, at: endedAt, kind: "end", title: over }] : [];
  return [...first, ...told, ...last].map((moment) => ({ ...moment, text: shown(moment.text, masked) }));
}

function turnMoments(turn: LoggedTurn): Moment[] {
  const of = { text: null, turn: turn.number, turnId: turn.id, durationMs: null };
  const { title, text } = asked(turn.request);
  // The steps of a turn without an answer tell it themselves.
  const failure: Moment[] =
    turn.failure === null || turn.failure === UNANSWERED || !turn.finishedAt
      ? []
      : [
          {
            ...of,
            at: iso(turn.finishedAt),
            kind: "error",
            title: failures[turn.failure] ?? `Turn ${turn.status}: ${turn.failure}`,
          },
        ];
  return [
    { ...of, at: iso(turn.startedAt), kind: "user", title, text },
    ...stepMoments(turn.plan ?? [], of),
    ...turn.said.flatMap(({ at, data }) => saidMoment(iso(at), data, of)),
    ...failure,
    ...turn.feedback.map(
      ({ at, rating, text }): Moment => ({ ...of, at: iso(at), kind: "feedback", title: `Feedback: ${rating}`, text }),
    ),
  ];
}

/** Why a turn did not come to its own end. */
const failures: Readonly<Record<string, string>> = {
  timeout: "The turn took longer than a turn may take, and was stopped",
  broken: "The server failed in this turn: its log says why",
  lost: "Another server took the session over",
  stopped: "The turn was stopped",
};

type Of = Pick<Moment, "text" | "turn" | "turnId" | "durationMs">;

/** What the user sent, by the type of the message. */
function asked(request: unknown): { readonly title: string; readonly text: string | null } {
  const type = textIn(request, "type");
  if (type === "Text") return { title: "User", text: textIn(request, "text") };
  if (type === "Reply") return { title: "User answered", text: JSON.stringify(fieldIn(request, "reply")) };
  return { title: `User sent ${type ?? "a message"}`, text: textIn(request, "description") };
}

/** What the client heard. A message of a release that spoke otherwise is left out. */
function saidMoment(at: string, data: string, of: Of): Moment[] {
  const envelope = StreamEnvelope.safeParse(JSON.parse(data));
  if (!envelope.success) return [];
  const said = envelope.data.message;
  const moment = (kind: Moment["kind"], title: string, text: string | null = null): Moment[] => [
    { ...of, at, kind, title, text },
  ];
  switch (said.type) {
    case "Inform":
    case "Failure":
      return moment("agent", "Agent", said.message);
    case "Inquire":
      return moment("agent", "Agent asks for values", said.message);
    case "Confirm":
      return moment("agent", "Agent asks for approval", said.message);
    case "Escalate":
      return moment("agent", "Escalated to a person");
    case "SessionEnded":
      return moment("agent", `Agent ended the session: ${said.reason}`);
    case "Error":
      return moment("error", `The client was told: ${said.error}, status ${said.httpStatus}`);
    default:
      return [];
  }
}

/** What a step did, by names of the script alone. Steps without words are told by other moments. */
const told: Partial<Readonly<Record<StepKind, (step: TraceStep) => string>>> = {
  entered: ({ title }) => `Entered ${title}`,
  moved: ({ title }) => `Moved: ${title}`,
  block: ({ title, subagent }) => `Ran ${title} of ${subagent}`,
  tools: ({ title }) => `Offered tools: ${title}`,
  model: ({ subagent }) => `Model call in ${subagent}`,
  action: ({ title }) => `Action ${title}`,
  set: ({ title }) => `Set ${title || "variables"}`,
  judged: ({ title }) => `Judged ${title}`,
};

function stepMoments(plan: readonly unknown[], of: Of): Moment[] {
  const begin = beginOf(plan);
  const steps = traceSteps(plan, [], undefined);
  // The answer of a turn that failed repeats the reason of the step that did.
  const reasons = new Set(steps.flatMap(({ kind, errors }) => (kind === "answered" ? [] : errors)));
  return steps.flatMap((step) => {
    const what = wordsFor(step, reasons);
    if (!what) return [];
    const at = new Date(begin + step.startMs).toISOString();
    const kind = step.errors.length > 0 ? "error" : "step";
    return [{ ...of, at, kind, ...what, durationMs: Math.round(step.durationMs) }];
  });
}

function wordsFor(step: TraceStep, reasons: ReadonlySet<string>): Pick<Moment, "title" | "text"> | undefined {
  const { kind, title, errors } = step;
  if (kind === "action" && errors.length > 0) return failureOf(title, errors);
  if (kind === "answered" && errors.length > 0) {
    const more = errors.filter((error) => !reasons.has(error));
    return { title: "The agent had no answer", text: more.join("\n") || null };
  }
  const words = told[kind]?.(step);
  return words === undefined ? undefined : { title: words, text: errors.join("\n") || null };
}

/** A failed action and why. The server's own reasons are in the title, which is never masked; others are text. */
function failureOf(action: string, errors: readonly string[]): Pick<Moment, "title" | "text"> {
  const own = errors.filter((error) => isOwnReason(action, error));
  const others = errors.filter((error) => !own.includes(error));
  const sentences = own.map((reason) => (reason.startsWith(action) ? `Action ${reason}` : reason));
  return { title: sentences.join(" ") || `Action ${action} failed.`, text: others.join("\n") || null };
}

const fieldIn = (value: unknown, field: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;

/** A field that holds text. */
export const textIn = (value: unknown, field: string): string | null => {
  const found = fieldIn(value, field);
  return typeof found === "string" ? found : null;
};

const iso = (moment: Date | string) => new Date(moment).toISOString();
