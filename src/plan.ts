// The ground plan as data: which room may import which. Read this first; `test/plan.test.ts` holds every import to it.

/** A room is a folder (or a single file) of `src/` with one sentence saying what it is for. */
export interface Room {
  /** What the room is for, in one sentence. */
  readonly sentence: string;
  /** Rooms of ours it may import. An import of its own files is always allowed. */
  readonly mayImport: readonly string[];
  /** Set where the room must stay free of I/O and packages, so that it runs in a browser too. */
  readonly pure?: true;
}

const room = (sentence: string, mayImport: readonly string[], pure?: true): Room =>
  pure ? { sentence, mayImport, pure } : { sentence, mayImport };

/** Every room of the house. Imports point down this list, never up. */
export const plan = {
  "index.ts": room("The public entry of the package.", ["server.ts", "config.ts"]),
  setup: room("Setup in the browser: React pages that know the server only through the contract.", [
    "script",
    "contract",
    "closest.ts",
  ]),
  cli: room("Words on a terminal.", [
    "server.ts",
    "config.ts",
    "room-settings.ts",
    "offline",
    "rehearsal",
    "contract",
    "script",
    "models",
    "closest.ts",
    "templates.ts",
  ]),
  offline: room("A database without its server: backed up into a file, restored from one, looked over.", [
    "config.ts",
    "identity",
    "store",
  ]),
  "server.ts": room("The composition root: config to database to rooms to a listening server.", [
    "config.ts",
    "room-settings.ts",
    "closers.ts",
    "telemetry",
    "http",
    "operations",
    "project",
    "sessions",
    "agents",
    "identity",
    "actions",
    "models",
    "store",
    "contract",
  ]),
  "closers.ts": room("What was opened and has to be closed, last first.", []),
  "room-settings.ts": room("The settings as each room takes them.", ["config.ts"]),
  "config.ts": room("Every setting of the server in one table.", ["closest.ts"]),
  operations: room(
    "What Setup's pages and the command line ask of a server: one function for each row of the contract.",
    [
      "rehearsal",
      "sessions",
      "reasoning",
      "script",
      "project",
      "agents",
      "identity",
      "actions",
      "models",
      "store",
      "contract",
    ],
  ),
  project: room("A project folder, read and applied: dragoman.yaml, agents, actions.", [
    "agents",
    "identity",
    "actions",
    "store",
    "contract",
    "closest.ts",
  ]),
  rehearsal: room(
    "A conversation played without a server: scripted model replies, set action results, a fixed clock.",
    ["sessions", "reasoning", "actions", "models", "script", "closest.ts"],
  ),
  http: room("The door: routes, guards, the stream writer and the one place where errors are rendered.", [
    "sessions",
    "agents",
    "identity",
    "records",
    "contract",
  ]),
  records: room("A few records as the data API shows them: versions, users, the org, agents, by a small SOQL.", [
    "store",
    "contract",
  ]),
  sessions: room("A conversation over time: start, send, end, feedback; the turn lease and the journal.", [
    "telemetry",
    "reasoning",
    "agents",
    "script",
    "store",
    "contract",
    "bounded.ts",
  ]),
  reasoning: room("One turn: interprets Agent Script, calls the model, offers tools. Ports in, events out.", [
    "actions",
    "models",
    "script",
  ]),
  agents: room("The catalogue of agents: bundles, versions, draft to commit to activate.", [
    "script",
    "store",
    "contract",
    "bounded.ts",
    "templates.ts",
  ]),
  identity: room("Who is asking: orgs, users, external client apps, grants, tokens, keys.", [
    "store",
    "contract",
    "bounded.ts",
    "closest.ts",
  ]),
  actions: room("Doing things in the world, safely: where a target resolves and how it is called.", ["script"]),
  models: room("Talking to language models in one vocabulary.", []),
  telemetry: room("Spans, told to a collector: how they are named, how they cross HTTP and how they are sent.", []),
  script: room("Agent Script: lex, parse, resolve, check, evaluate. Pure.", ["closest.ts"], true),
  store: room("The only room that knows SQL.", []),
  "bounded.ts": room("What is kept in memory and must not grow for ever.", [], true),
  "templates.ts": room("The templates of agents that come with the package, as a table.", [], true),
  "closest.ts": room("Did you mean: the known name closest to a mistaken one.", [], true),
  contract: room("The wire, once: every shape that crosses HTTP and what is derived from it.", []),
} as const satisfies Record<string, Room>;
