// Every benchmark, in the order of the page.
import { logs } from "./logs.ts";
import type { Bench } from "./measure.ts";
import { pages } from "./pages.ts";
import { peers } from "./peers/bench.ts";
import { scripts } from "./script.ts";
import { startup } from "./startup.ts";
import { streams } from "./streams.ts";
import { tokens } from "./tokens.ts";
import { turns } from "./turns.ts";

export const benches: readonly Bench[] = [turns, peers, streams, startup, tokens, scripts, pages, logs];
