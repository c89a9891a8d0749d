// `npm run bench [-- name…] [--json]`: runs the benchmarks named, or all, and prints their figures.
import { cpus } from "node:os";
import { logs } from "./logs.ts";
import { type Bench, type Figure, line, met } from "./measure.ts";
import { pages } from "./pages.ts";
import { scripts } from "./script.ts";
import { startup } from "./startup.ts";
import { streams } from "./streams.ts";
import { tokens } from "./tokens.ts";
import { turns } from "./turns.ts";

const benches: readonly Bench[] = [startup, scripts, tokens, turns, streams, pages, logs];

const words = process.argv.slice(2);
const asJson = words.includes("--json");
const named = words.filter((word) => !word.startsWith("-"));
const unknown = named.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `No benchmark is called ${unknown.join(", ")}. There are: ${benches.map((bench) => bench.name).join(", ")}`,
  );
  process.exit(2);
}

const results: Record<string, readonly Figure[]> = {};
for (const bench of benches.filter((each) => named.length === 0 || named.includes(each.name))) {
  if (!asJson) console.log(`${bench.name}: ${bench.about}`);
  const figures = await bench.run((step) => console.error(`  … ${step}`));
  results[bench.name] = figures;
  if (!asJson) console.log(`${figures.map(line).join("\n")}\n`);
}
if (asJson) {
  const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model ?? "unknown" };
  console.log(JSON.stringify({ machine, results }, null, 2));
}
process.exitCode = Object.values(results).flat().every(met) ? 0 : 1;
