// Reading scripts and interpreting them: what a large, a huge and a deep script take, and what a call of the model takes besides.
import { readScript } from "../src/script/read.ts";
import { agentOf } from "../test/support/scripts.ts";
import { type Line, type Stage, script, stage } from "../test/support/stage.ts";
import { type Bench, type Figure, median } from "./measure.ts";

const ROUNDS = 40;
const TURNS = 200;

/** Milliseconds of one run, warm: the median of `rounds`. */
function timed(run: () => unknown, rounds = ROUNDS): number {
  for (let round = 0; round < rounds / 4; round++) run();
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return median(times);
}

/** The parcel desk with its subagent `tracking` repeated until the script has so many lines. */
function scriptOf(lines: number): string {
  const source = script("03_parcel_desk").trimEnd();
  const tracking = /^subagent tracking:\n(?:[ \t].*\n|\n)*/m.exec(source)?.[0] ?? "";
  const copies = Math.ceil((lines - source.split("\n").length) / (tracking.split("\n").length - 1));
  const more = Array.from({ length: copies }, (_, at) => tracking.replace("tracking:", `tracking_${at}:`));
  return `${source}\n\n${more.join("")}`.split("\n").slice(0, lines).join("\n");
}

const deepScript = (depth: number): string => `config:
    developer_name: "deep"
    agent_type: "AgentforceEmployeeAgent"
variables:
    b: mutable boolean = False
start_agent main:
    description: "Deep"
    before_reasoning:
        set @variables.b = ${"(".repeat(depth)}@variables.b${")".repeat(depth)}
`;

/** The least a reader of lines must do: one look at each line for its indentation and its first word. */
function scanLines(source: string): number {
  let found = 0;
  for (const line of source.matchAll(/^([ \t]*)([A-Za-z_]\w*|[|@#-])?.*$/gm)) found += line[2] === undefined ? 0 : 1;
  return found;
}

function reading(progress: (step: string) => void): readonly Figure[] {
  progress("1,000 lines");
  const thousand = scriptOf(1000);
  const large = timed(() => readScript(thousand));
  const floor = timed(() => scanLines(thousand));
  progress("20,000 lines");
  const huge = scriptOf(20_000);
  const hugeTime = timed(() => readScript(huge), 4);
  progress("200 deep");
  const base = timed(() => readScript(deepScript(0)), 200);
  const shallow = timed(() => readScript(deepScript(20)), 200) - base;
  const deep = timed(() => readScript(deepScript(200)), 200) - base;
  return [
    { name: "1,000 lines: lex, parse and check", value: large, unit: "ms", atMost: 15 },
    { name: "1,000 lines, floor: one regular expression a line", value: floor, unit: "ms" },
    { name: "20,000 lines: lex, parse and check", value: hugeTime, unit: "ms" },
    { name: "20,000 lines: a line, against a line of 1,000", value: hugeTime / 20 / large, unit: "times", atMost: 2 },
    { name: "200 brackets deep", value: base + deep, unit: "ms" },
    { name: "200 deep: a bracket, against a bracket of 20", value: deep / 10 / shallow, unit: "times", atMost: 2 },
  ];
}

interface Scene {
  readonly name: string;
  readonly begin: () => Stage;
  readonly input: string;
  readonly lines: readonly Line[];
}

const parcelDesk = agentOf(script("03_parcel_desk"));
const utilityService = agentOf(script("05_utility_service_full"));
const scenes: readonly Scene[] = [
  {
    name: "parcel desk",
    begin: () =>
      stage(parcelDesk, {
        Lookup_Parcel: () => ({ status: "delayed", late_days: 9, internal_code: "X" }),
        Log_Event: () => ({ event_id: "E-1" }),
      }),
    input: "Where is PX-1?",
    lines: [[["save_id", { parcel_id: "PX-1" }]], [["open_tracking"]], "Sorry, it is late."],
  },
  {
    name: "utility service",
    begin: () => stage(utilityService, { Opening_Hours: () => ({ is_open: true, next_open: "Mon 9:00" }) }),
    input: "Why is my bill so high?",
    lines: [[["go_verify"]], "What is your account number?"],
  },
];

/** What a turn takes for each call of a model that answers at once. */
async function interpreting({ name, begin, input, lines }: Scene): Promise<Figure> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const on = begin();
    const began = performance.now();
    const take = await on.take(input, lines);
    if (take.requests.length !== lines.length) throw new Error(`${name}: the turn took another way`);
    times.push((performance.now() - began) / lines.length);
  }
  return { name: `${name}: the interpreter's own, a model call`, value: median(times), unit: "ms", atMost: 1 };
}

export const scripts: Bench = {
  name: "script",
  about: "reading scripts, beside one regular expression a line; and turns over a model that answers at once",
  run: async (progress) => {
    const figures = [...reading(progress)];
    for (const scene of scenes) {
      progress(scene.name);
      figures.push(await interpreting(scene));
    }
    return figures;
  },
};
