// Where the target of an action leads, and what a call of it gives back.
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionDefinition } from "../script/agent.ts";
import type { Endpoint } from "./http.ts";
import { openActions } from "./open.ts";
import type { ActionCall } from "./port.ts";

const place = { offset: 0, line: 1, column: 1 };
const action = (target: string): ActionDefinition => ({
  name: "Look_Up",
  target,
  inputs: [],
  outputs: [{ name: "status", type: { of: "string", list: false }, visible: true, displayable: false }],
  confirm: false,
  span: { start: place, end: place },
});
const call = (
  target: string,
  inputs: ActionCall["inputs"] = {},
  signal = new AbortController().signal,
): ActionCall => ({
  definition: action(target),
  inputs,
  idempotencyKey: "session:1:1",
  signal,
});

let folder: string;
let log: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "actions-"));
  log = [];
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (path: string, text: string) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};
const open = (endpoints: Record<string, Endpoint> = {}, allowPrivate: string[] = [], timeoutMs = 5000) =>
  openActions({
    folder,
    endpoints: () => endpoints,
    allowPrivate,
    timeoutMs,
    log: (line, key) => log.push(`${key} ${line}`),
  });

describe("a function in actions/", () => {
  test("is called with inputs, key and signal, and gives back its declared outputs", async () => {
    await write(
      "actions/Look_Up.mjs",
      'export default async (inputs, { idempotencyKey, signal }) => ({ status: [inputs.id, idempotencyKey, signal.aborted].join(" "), more: 1 });',
    );
    const actions = open();
    expect(actions.resolve("flow://Look_Up")).toEqual({ resolved: true, to: "actions/Look_Up.mjs" });
    expect(await actions.run(call("flow://Look_Up", { id: "PX-1" }))).toEqual({
      ok: true,
      outputs: { status: "PX-1 session:1:1 false" },
    });
  });

  test("serves any scheme, and may stand in a folder", async () => {
    await write("actions/orders/v1.Find.mjs", 'export default () => ({ status: "found" });');
    const outputs = { ok: true, outputs: { status: "found" } };
    expect(await open().run(call("apex://orders/v1.Find"))).toEqual(outputs);
    expect(await open().run(call("externalService://orders/v1.Find"))).toEqual(outputs);
  });

  test.for([
    "flow://../secret",
    "flow://a/../../secret",
    "flow:///etc/passwd",
    "flow://..",
    "flow://a\\..\\secret",
    "flow://.env",
  ])("%s never leaves the folder", async (target) => {
    await write("secret.mjs", 'export default () => ({ status: "leaked" });');
    expect(open().resolve(target)).toMatchObject({ resolved: false });
    expect(await open().run(call(target))).toMatchObject({ ok: false, reason: "unresolved" });
  });

  test("that is missing is told by the file or mapping to add, and fails only when it is called", async () => {
    const actions = open();
    expect(actions.resolve("flow://Look_Up")).toEqual({
      resolved: false,
      why: 'add actions/Look_Up.ts, or map flow://Look_Up under "actions" in dragoman.yaml',
    });
    expect(await actions.run(call("flow://Look_Up"))).toMatchObject({ ok: false, reason: "unresolved" });
  });

  test("that throws fails without its words; the log has them", async () => {
    await write("actions/Look_Up.mjs", 'export default () => { throw new TypeError("password hunter2 is wrong"); };');
    const result = await open().run(call("flow://Look_Up"));
    expect(result).toEqual({ ok: false, reason: "failed", message: "Look_Up failed." });
    expect(log).toEqual(["session:1:1 flow://Look_Up threw TypeError: password hunter2 is wrong (Look_Up.mjs:1)"]);
  });

  test("that cannot be read is logged with the line of the mistake", async () => {
    await write("actions/Look_Up.ts", "export default () => {\n  const status = ;\n};\n");
    expect(await open().run(call("flow://Look_Up"))).toMatchObject({ ok: false, reason: "failed" });
    expect(log).toEqual(["session:1:1 flow://Look_Up threw SyntaxError: Expression expected (Look_Up.ts:2)"]);
  });

  test.for([
    ["a syntax error", "export default (", "failed"],
    ["no default export", "export const run = () => ({});", "unresolved"],
    ["a default export that is no function", "export default { status: 1 };", "unresolved"],
    ["a reply that is no object", 'export default () => "sent";', "invalid"],
  ])("with %s is a failure, not an exception", async ([, text, reason]) => {
    await write("actions/Look_Up.mjs", text!);
    expect(await open().run(call("flow://Look_Up"))).toMatchObject({ ok: false, reason });
  });

  test("that never ends is left behind in time, its signal aborted", async () => {
    await write(
      "actions/Look_Up.mjs",
      "export default (inputs, { signal }) => inputs.once ? {} : new Promise(() => signal.addEventListener('abort', () => { globalThis.lookUpLeft = true; }));",
    );
    // Loading the file takes its own time, which is not what is tried here.
    await open().run(call("flow://Look_Up", { once: true }));
    expect(await open({}, [], 50).run(call("flow://Look_Up"))).toMatchObject({ ok: false, reason: "timeout" });
    expect((globalThis as { lookUpLeft?: boolean }).lookUpLeft).toBe(true);
  });

  test("is left at once when the turn is stopped, and not begun after", async () => {
    await write("actions/Look_Up.mjs", "export default () => new Promise(() => {});");
    const turn = new AbortController();
    const running = open().run(call("flow://Look_Up", {}, turn.signal));
    turn.abort();
    expect(await running).toMatchObject({ ok: false, reason: "timeout" });
    expect(await open().run(call("flow://Look_Up", {}, turn.signal))).toMatchObject({ ok: false, reason: "timeout" });
  });

  test("is read again once it was edited", async () => {
    const actions = open();
    await write("actions/Look_Up.mjs", 'export default () => ({ status: "old" });');
    await utimes(join(folder, "actions/Look_Up.mjs"), 1, 1);
    expect(await actions.run(call("flow://Look_Up"))).toEqual({ ok: true, outputs: { status: "old" } });
    await write("actions/Look_Up.mjs", 'export default () => ({ status: "new" });');
    expect(await actions.run(call("flow://Look_Up"))).toEqual({ ok: true, outputs: { status: "new" } });
  });
});

describe("an endpoint", () => {
  let server: Server;
  let origin: string;
  let host: string;
  let heard: { method?: string; url?: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      heard.push({
        method: request.method!,
        url: request.url!,
        headers: request.headers,
        body: String(Buffer.concat(chunks)),
      });
      const path = request.url!.split("?")[0]!;
      if (path === "/redirect") response.writeHead(302, { location: `${origin}/inside` }).end();
      else if (path === "/broken") response.writeHead(500).end("stack trace of the service");
      else if (path === "/empty") response.writeHead(204).end();
      else if (path === "/text") response.end("not JSON");
      else if (path === "/huge") response.end(JSON.stringify({ status: "x".repeat(1_000_001) }));
      else if (path !== "/silent") response.end(JSON.stringify({ status: "in transit", other: 1 }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    origin = `http://${host}`;
  });
  beforeEach(() => {
    heard = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });

  const at = async (endpoint: Endpoint, options: { allow?: string[]; timeoutMs?: number } = {}) => {
    const actions = open({ "flow://Look_Up": endpoint }, options.allow ?? [host], options.timeoutMs);
    const result = await actions.run(call("flow://Look_Up", { id: "PX-1", depth: 2 }));
    await actions.close();
    return result;
  };

  test("gets the inputs as JSON, with its headers and the idempotency key", async () => {
    const result = await at({ url: `${origin}/orders?tenant=7`, headers: { Authorization: "Bearer s3cret" } });
    expect(result).toEqual({ ok: true, outputs: { status: "in transit" } });
    expect(heard).toMatchObject([
      {
        method: "POST",
        url: "/orders?tenant=7",
        headers: {
          "content-type": "application/json",
          authorization: "Bearer s3cret",
          "idempotency-key": "session:1:1",
        },
        body: '{"id":"PX-1","depth":2}',
      },
    ]);
  });

  test("gets the inputs in the query when the method has no body", async () => {
    await at({ url: `${origin}/orders?tenant=7`, method: "GET" });
    expect(heard).toMatchObject([{ method: "GET", url: "/orders?tenant=7&id=PX-1&depth=2", body: "" }]);
  });

  test("may answer with nothing", async () => {
    expect(await at({ url: `${origin}/empty` })).toEqual({ ok: true, outputs: {} });
  });

  test.for([
    ["/broken", "failed"],
    ["/text", "invalid"],
    ["/huge", "invalid"],
    ["/redirect", "refused"],
  ])("that answers as %s does is a failure, and its words go nowhere", async ([path, reason]) => {
    const result = await at({ url: `${origin}${path}`, headers: { Authorization: "Bearer s3cret" } });
    expect(result).toMatchObject({ ok: false, reason });
    expect(JSON.stringify([result, log])).not.toMatch(/s3cret|stack trace|not JSON|127\.0\.0\.1/);
  });

  test("cannot lead inside by a redirect, not even to an allowed place", async () => {
    expect(await at({ url: `${origin}/redirect` })).toMatchObject({ ok: false, reason: "refused" });
    expect(heard.map(({ url }) => url)).toEqual(["/redirect"]);
  });

  test("that is not public is refused unless it is allowed", async () => {
    expect(await at({ url: `${origin}/orders` }, { allow: [] })).toMatchObject({ ok: false, reason: "refused" });
    expect(heard).toEqual([]);
    expect(log.join()).toContain("DRAGOMAN_ACTION_ALLOW_PRIVATE");
  });

  test("that does not answer in time is a timeout, by its own limit where it has one", async () => {
    expect(await at({ url: `${origin}/silent` }, { timeoutMs: 50 })).toMatchObject({ ok: false, reason: "timeout" });
    expect(await at({ url: `${origin}/silent`, timeoutS: 0.05 })).toMatchObject({ ok: false, reason: "timeout" });
  });

  test("that is not there is a failure", async () => {
    const result = await at({ url: "http://127.0.0.1:1/" }, { allow: ["127.0.0.1:1"] });
    expect(result).toEqual({ ok: false, reason: "failed", message: "Look_Up could not be reached." });
    expect(log).toEqual(["session:1:1 flow://Look_Up: ECONNREFUSED"]);
  });

  test.each(["flow://.", "flow://.."])(
    "%s is no name: as a step in a URL it would leave the endpoint's path",
    (target) => {
      const actions = open({ "flow://*": { url: "https://api.example/flows/{name}" } });
      expect(actions.resolve(target).resolved).toBe(false);
    },
  );

  test("is found by its full name first, then the file, then the most exact pattern", async () => {
    const actions = open({
      "flow://*": { url: "https://flows.example/{name}?key=s3cret" },
      "flow://Order_*": { url: "https://orders.example/{name}", method: "PUT" },
      "flow://Order_1": { url: "https://one.example/" },
    });
    await write("actions/Look_Up.mjs", "export default () => ({});");
    const to = (target: string) => (actions.resolve(target) as { to?: string }).to;
    expect(to("flow://Order_1")).toBe("POST https://one.example/");
    expect(to("flow://Order_2")).toBe("PUT https://orders.example/Order_2");
    expect(to("flow://Look_Up")).toBe("actions/Look_Up.mjs");
    expect(to("flow://a/b")).toBe("POST https://flows.example/a%2Fb");
    expect(to("apex://a")).toBeUndefined();
  });
});
