// `npm run bench [-- name…] [--json] [--write]`: runs the benchmarks named, or all that need no download, and tells their figures.
import { parseArgs } from "node:util";
import { benches } from "./benches.ts";
import { type Figure, line, met } from "./measure.ts";
import { writePage } from "./page.ts";
import { keepResult, thisMachine } from "./results.ts";

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});
const unknown = named.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  const names = benches.map(({ name }) => name).join(", ");
  console.error(`No benchmark is called ${unknown.join(", ")}. There are: ${names}`);
  process.exit(2);
}

const results: Record<string, readonly Figure[]> = {};
for (const bench of benches.filter((each) => (named.length === 0 ? !each.onlyNamed : named.includes(each.name)))) {
  if (!values.json) console.log(`${bench.name}: ${bench.about}`);
  const figures = await bench.run((step) => console.error(`  … ${step}`));
  results[bench.name] = figures;
  if (!values.json) console.log(`${figures.map(line).join("\n")}\n`);
  if (values.write) await writePage(benches, await keepResult(bench, figures));
}
if (values.json) console.log(JSON.stringify({ machine: thisMachine(), results }, null, 2));
process.exitCode = Object.values(results).flat().every(met) ? 0 : 1;
