// Loaded into a server by `--import`: its clock is off by as many milliseconds as a file says, which may change.
import { readFileSync } from "node:fs";

const LOOK_MS = 100;

const file = process.env.CHAOS_CLOCK ?? "";
const right = Date.now;
const read = () => Number(readFileSync(file, "utf8"));
let offMs = read();
const wrong = () => right() + offMs;

globalThis.Date = new Proxy(Date, {
  get: (date, name) => (name === "now" ? wrong : Reflect.get(date, name)),
  construct: (date, given) => Reflect.construct(date, given.length === 0 ? [wrong()] : given),
});
setInterval(() => {
  offMs = read();
}, LOOK_MS).unref();
