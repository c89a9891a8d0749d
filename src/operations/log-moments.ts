// A session as a line of moments: each message, step, error and opinion of its turns, in time order.
import { StreamEnvelope } from "../contract/agent-api.ts";
import type { Moment, SessionLine } from "../contract/setup-logs.ts";
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
  const failure: Moment[] =
    turn.failure === null || !turn.finishedAt
      ? []
      : [{ ...of, at: iso(turn.finishedAt), kind: "error", title: `Turn ${turn.status}: ${turn.failure}` }];
  return [
    { ...of, at: iso(turn.startedAt), kind: "user", title, text },
    ...(turn.plan ?? []).flatMap((step) => stepMoment(step, of)),
    ...turn.said.flatMap(({ at, data }) => saidMoment(iso(at), data, of)),
    ...failure,
    ...turn.feedback.map(
      ({ at, rating, text }): Moment => ({ ...of, at: iso(at), kind: "feedback", title: `Feedback: ${rating}`, text }),
    ),
  ];
}

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
      return moment("agent", "Agent", said.message);
    case "Inquire":
      return moment("agent", "Agent asks for values", said.message);
    case "Confirm":
      return moment("agent", "Agent asks for approval", said.message);
    case "Failure":
      return moment("error", "An action failed", said.message);
    case "Escalate":
      return moment("agent", "Escalated to a person");
    case "SessionEnded":
      return moment("agent", `Agent ended the session: ${said.reason}`);
    case "Error":
      return moment("error", `${said.error}, status ${said.httpStatus}`);
    default:
      return [];
  }
}

/** Steps that other moments tell already. */
const untold: ReadonlySet<string> = new Set(["UserInputStep", "SessionInitialStateStep", "PlannerResponseStep"]);

function stepMoment(step: unknown, of: Of): Moment[] {
  const type = textIn(step, "type") ?? "Step";
  const start = fieldIn(step, "startExecutionTime");
  const end = fieldIn(step, "endExecutionTime");
  if (untold.has(type) || typeof start !== "number" || typeof end !== "number") return [];
  const errors = [fieldIn(step, "errors"), fieldIn(fieldIn(step, "function"), "errors")].flat().filter(isText);
  return [
    {
      ...of,
      at: new Date(start).toISOString(),
      kind: errors.length > 0 ? "error" : "step",
      title: titleOf(type, step),
      text: errors.length > 0 ? errors.join("\n") : null,
      durationMs: Math.max(0, Math.round(end - start)),
    },
  ];
}

/** What a step did, by names of the script alone. */
function titleOf(type: string, step: unknown): string {
  const agent = textIn(step, "agent_name") ?? "";
  const titles: Readonly<Record<string, () => string>> = {
    NodeEntryStateStep: () => `Entered ${agent}`,
    BeforeReasoningStep: () => `Before reasoning in ${agent}`,
    BeforeReasoningIterationStep: () => `Instructions of ${agent}`,
    AfterReasoningStep: () => `After reasoning in ${agent}`,
    VariableUpdateStep: () => `Set ${namesOf(fieldIn(step, "variable_updates")) || "variables"}`,
    EnabledToolsStep: () => `Offered tools in ${agent}`,
    LLMStep: () => `Model call in ${agent}`,
    FunctionStep: () => `Action ${textIn(fieldIn(step, "function"), "name") ?? ""}`,
    TransitionStep: () => `Moved from ${textIn(step, "from_agent") ?? ""} to ${textIn(step, "to_agent") ?? ""}`,
    ReasoningStep: () => `Judged ${textIn(step, "category") ?? ""}`,
  };
  return (titles[type]?.() ?? type).trim();
}

const namesOf = (updates: unknown) =>
  (Array.isArray(updates) ? updates : []).map((update) => textIn(update, "variable_name") ?? "").join(", ");

const isText = (value: unknown): value is string => typeof value === "string";

const fieldIn = (value: unknown, field: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;

/** A field that holds text. */
export const textIn = (value: unknown, field: string): string | null => {
  const found = fieldIn(value, field);
  return typeof found === "string" ? found : null;
};

const iso = (moment: Date | string) => new Date(moment).toISOString();
