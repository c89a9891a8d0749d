// The actions of a project: each target leads to an endpoint that dragoman.yaml maps it to, or to a file in actions/.
import { join } from "node:path";
import { guardedAgent } from "./address-guard.ts";
import { actsOnce, callFunction, fileOf } from "./functions.ts";
import { callHttp, type Endpoint, repeatable, urlOf } from "./http.ts";
import type { ActionCall, ActionResult, ProjectActions, Resolution } from "./port.ts";

export interface ActionOptions {
  /** The project folder; functions are in its `actions/`. */
  readonly folder: string;
  /** By target, such as `flow://Get_Order`, or by pattern, such as `flow://*`. Asked anew for each call: the project may be edited. */
  readonly endpoints: () => Readonly<Record<string, Endpoint>>;
  /** `host:port` pairs that HTTP actions may call although they are not public. */
  readonly allowPrivate: readonly string[];
  /** Milliseconds a call may take. */
  readonly timeoutMs: number;
  /** Hears why a call failed, one line each, without values, and the idempotency key of the call. */
  readonly log?: (line: string, key: string) => void;
}

type Place =
  | { readonly kind: "http"; readonly endpoint: Endpoint; readonly mapping: string }
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "nowhere"; readonly why: string };

/** Open the room. Nothing is loaded and nobody is called before the first `run`; `close` frees its sockets. */
export function openActions(options: ActionOptions): ProjectActions & { close(): Promise<void> } {
  const { folder, endpoints, timeoutMs, log = () => {} } = options;
  const agent = guardedAgent(options.allowPrivate);

  const resolve = (target: string): Resolution => {
    const place = placeOf(folder, endpoints(), target);
    if (place.kind === "nowhere") return { resolved: false, why: place.why };
    if (place.kind === "file") return { resolved: true, to: place.file };
    return { resolved: true, to: inWords(place.endpoint, target), mapping: place.mapping };
  };
  const run = async (call: ActionCall): Promise<ActionResult> => {
    const { name, target } = call.definition;
    const tell = (line: string) => log(line, call.idempotencyKey);
    const place = placeOf(folder, endpoints(), target);
    switch (place.kind) {
      case "http":
        return callHttp(place.endpoint, call, agent, timeoutMs, tell);
      case "file":
        return callFunction(join(folder, place.file), call, timeoutMs, tell);
      case "nowhere":
        tell(`${target} leads nowhere: ${place.why}`);
        return { ok: false, reason: "unresolved", message: `${name} is not set up.` };
    }
  };
  const mayRepeat = async ({ definition: { target } }: ActionCall): Promise<boolean> => {
    const place = placeOf(folder, endpoints(), target);
    if (place.kind === "http") return repeatable(place.endpoint);
    return place.kind === "nowhere" || actsOnce(join(folder, place.file));
  };
  const mappings = () =>
    Object.entries(endpoints()).map(([pattern, endpoint]) => ({ pattern, to: inWords(endpoint, pattern) }));
  return { resolve, run, mayRepeat, mappings, close: () => agent.close() };
}

/** Where a target leads: what is mapped by name, else a file of that name, else the most exact pattern. */
function placeOf(folder: string, endpoints: ReturnType<ActionOptions["endpoints"]>, target: string): Place {
  const exact = Object.hasOwn(endpoints, target) ? endpoints[target] : undefined;
  if (exact) return { kind: "http", endpoint: exact, mapping: target };
  const found = fileOf(folder, target);
  if ("file" in found) return { kind: "file", file: found.file };
  // A URL takes "." and ".." for steps through its path, however they are encoded.
  if (/:\/\/\.\.?$/.test(target)) return { kind: "nowhere", why: found.why };
  const patterns = Object.keys(endpoints).filter((pattern) => matches(pattern, target));
  const [longest] = patterns.sort((a, b) => b.length - a.length);
  const endpoint = longest === undefined ? undefined : endpoints[longest];
  if (longest === undefined || !endpoint) return { kind: "nowhere", why: found.why };
  return { kind: "http", endpoint, mapping: longest };
}

/** A pattern is a target in which `*` stands for any characters. */
function matches(pattern: string, target: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return parts.length > 1 && new RegExp(`^${parts.join(".*")}$`).test(target);
}

/** An endpoint for people: without the query, which may hold a key. */
function inWords(endpoint: Endpoint, target: string): string {
  const url = URL.parse(urlOf(endpoint, target));
  return `${endpoint.method ?? "POST"} ${url ? `${url.origin}${url.pathname}` : "a URL that cannot be read"}`;
}
