// The command line as a person or a program uses it: real processes, a real server, and what each prints and returns.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../support/run.ts";

const root = resolve(import.meta.dirname, "../..");
const bin = join(root, "bin/dragoman.js");
const escapeCharacter = String.fromCharCode(27);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const dragoman = (args: readonly string[], options: { env?: Readonly<Record<string, string>>; input?: string } = {}) =>
  run([process.execPath, bin, ...args], { cwd: folder, ...options });

interface Server {
  /** What another command needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything printed so far, on both streams. */
  printed(): string;
  /** Resolves once the words have been printed, fails when it ends first. */
  says(words: RegExp): Promise<void>;
  /** Ask it to stop; its exit code. */
  stop(): Promise<number | null>;
}

/** `dragoman start` in a process of its own, once it has said all it has to say. */
async function start(project: string, data: string, ...flags: string[]): Promise<Server> {
  const env = { DRAGOMAN_DATA: data, DRAGOMAN_MODEL: "matcher" };
  const child = spawn(process.execPath, [bin, "start", project, ...flags], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let over = false;
  let news = Promise.withResolvers<void>();
  const tell = () => {
    news.resolve();
    news = Promise.withResolvers<void>();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      tell();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  void ended.then(() => {
    over = true;
    tell();
  });
  const server: Server = {
    env,
    printed: () => printed,
    async says(words) {
      while (!words.test(printed)) {
        if (over) throw new Error(`start ended without saying ${words}:\n${printed}`);
        await news.promise;
      }
    },
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
  await server.says(/Press Ctrl\+C to stop/);
  return server;
}

describe("with a server running", () => {
  let server: Server;
  let data: string;
  beforeAll(async () => {
    data = join(folder, "data");
    server = await start(join(root, "examples"), data);
  });
  afterAll(async () => {
    await server?.stop();
  });

  const ask = (args: readonly string[], input?: string) =>
    dragoman(args, { env: server.env, ...(input !== undefined && { input }) });
  const json = async (args: readonly string[]) => {
    const { out, code } = await ask([...args, "--json"]);
    return { value: JSON.parse(out), code };
  };

  test("env prints a client's variables as dotenv, as shell commands and as JSON, and they agree", async () => {
    const { value } = await json(["env"]);
    expect(Object.keys(value)).toEqual(["MY_DOMAIN_URL", "API_BASE", "CONSUMER_KEY", "CONSUMER_SECRET", "AGENT_ID"]);
    expect(value.API_BASE).toBe(`${value.MY_DOMAIN_URL}/einstein/ai-agent/v1`);
    expect(value.AGENT_ID).toMatch(/^0Xx[A-Za-z0-9]{15}$/);

    const dotenv = await ask(["env"]);
    expect(dotenv.out).toBe(
      Object.entries(value)
        .map(([name, text]) => `${name}=${text}\n`)
        .join(""),
    );
    const shell = await ask(["env", "--shell"]);
    const sourced = await run(["sh", "-c", `${shell.out}\nprintf %s "$CONSUMER_SECRET"`]);
    expect(sourced.out).toBe(value.CONSUMER_SECRET);
    expect((await ask(["env", "--shell", "--dotenv"])).code).toBe(2);
  });

  test("env takes another agent by name", async () => {
    const { value: agents } = await json(["agent", "list"]);
    const warden = agents.find((agent: { developerName: string }) => agent.developerName === "Hut_Warden");
    expect((await json(["env", "--agent", "Hut_Warden"])).value.AGENT_ID).toBe(warden.id);
    expect(await json(["env", "--agent", "Nobody"])).toMatchObject({
      code: 1,
      value: { error: { code: "NotFoundException" } },
    });
  });

  test("token prints a JWT and nothing else", async () => {
    const { out, code } = await ask(["token"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect((await json(["token"])).value).toMatchObject({ token_format: "jwt", token_type: "Bearer" });
  });

  test("chat sends one message and prints the answer alone", async () => {
    const { out, code } = await ask(["chat", "Hexfell_Service", "--message", "What does delivery cost?"]);
    expect(code).toBe(0);
    expect(out).toContain("4.90 pounds");
    expect(out).not.toContain("Hello, this is Hexfell Outfitters");
    expect(out).not.toContain(escapeCharacter);
  });

  test("chat reads messages from a pipe, a line each, and ends the session", async () => {
    const { out, code } = await ask(
      ["chat", "Hexfell_Service"],
      "Where is my order HX-1043?\nWhat does delivery cost?\n",
    );
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      expect.stringContaining("Hello, this is Hexfell Outfitters"),
      expect.stringContaining("HX-1043"),
      expect.stringContaining("4.90 pounds"),
      "",
    ]);
  });

  test("chat --json prints each event as it came over the wire", async () => {
    const { out } = await ask(["chat", "Hexfell_Service", "--message", "What does delivery cost?", "--json"]);
    const [start, ...rest] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ended = rest.pop();
    expect(start.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    const types: string[] = rest.map((envelope) => envelope.message.type);
    expect(new Set(types)).toEqual(new Set(["TextChunk", "Inform", "EndOfTurn"]));
    expect(types.at(-1)).toBe("EndOfTurn");
    expect(ended.messages).toMatchObject([{ type: "SessionEnded" }]);
  });

  test("in chat a yes approves what the agent asks to confirm, and a no cancels it", async () => {
    const report = "report damage: 3 pieces of TN-204 are torn";
    const approved = await ask(["chat", "Staff_Desk"], `${report}\nyes\n`);
    expect(approved.out).toContain("(yes or no)");
    expect(approved.out).toContain("Damage report DR-TN-204-3 is filed");
    const cancelled = await ask(["chat", "Staff_Desk"], `${report}\nno\n`);
    expect(cancelled.out).toContain("I left that as it is");
    expect(cancelled.out).not.toContain("is filed");
  });

  test("chat talks to an employee agent, too", async () => {
    const { out, code } = await ask(["chat", "Staff_Desk"], "");
    expect(code).toBe(0);
    expect(out).toContain("Staff desk.");
  });

  test("an agent can be deactivated and activated again, and says so each time", async () => {
    expect((await ask(["agent", "deactivate", "Hut_Warden"])).out).toBe("Hut_Warden is now not active\n");
    expect((await ask(["agent", "deactivate", "Hut_Warden"])).out).toBe("Hut_Warden was not active\n");
    const refused = await ask(["chat", "Hut_Warden", "--message", "Hello"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("Activate one: dragoman agent activate Hut_Warden");
    const wrong = await ask(["agent", "activate", "Hut_Warden", "--version", "9"]);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("has no version 9. Committed versions: 1") });
    expect((await ask(["agent", "activate", "Hut_Warden"])).out).toBe("Hut_Warden is now active with version 1\n");
  });

  test("app list shows the consumer key and never the secret", async () => {
    const { CONSUMER_KEY, CONSUMER_SECRET } = (await json(["env"])).value;
    const listed = await ask(["app", "list"]);
    expect(listed.out).toContain(CONSUMER_KEY);
    expect(listed.out + JSON.stringify((await json(["app", "list"])).value)).not.toContain(CONSUMER_SECRET);
    expect(server.printed()).not.toContain(CONSUMER_SECRET);
  });

  test("doctor finds nothing wrong", async () => {
    const { value, code } = await json(["doctor"]);
    expect(value.filter(({ level }: { level: string }) => level !== "ok")).toEqual([]);
    expect(code).toBe(0);
  });

  test("doctor reports a variable that is no setting, with the one that was meant", async () => {
    const { out, code } = await dragoman(["doctor"], { env: { ...server.env, DRAGOMAN_MODLE: "x" } });
    expect(out).toMatch(/warn {2}Settings: DRAGOMAN_MODLE .* did you mean DRAGOMAN_MODEL\?/);
    expect(code).toBe(0);
  });

  test("the operator's token is in a file that only its owner can read", async () => {
    const { mode } = await stat(join(data, "operator.json"));
    expect(mode & 0o777).toBe(0o600);
    expect(server.printed()).not.toContain(JSON.parse(await readFile(join(data, "operator.json"), "utf8")).token);
  });

  test("a second server on the same data folder is refused with the name of the first", async () => {
    const { code, err } = await dragoman(["start", join(root, "examples"), "--port", "0", "--data", data]);
    expect(code).toBe(1);
    expect(err).toMatch(/is in use by process \d+/);
    expect((await ask(["agent", "list"])).code).toBe(0);
  });
});

describe("start", () => {
  const script = (welcome: string) =>
    `system:\n    instructions: "You greet."\n    messages:\n        welcome: "${welcome}"\n        error: "Sorry."\n\n` +
    `config:\n    developer_name: "Greeter"\n    agent_type: "AgentforceEmployeeAgent"\n    description: "Greets"\n\n` +
    `start_agent greeter:\n    description: "Greets"\n    reasoning:\n        instructions: |\n            Greet.\n`;

  test("prints what can be pasted: the flow that it prints runs as it stands", async () => {
    const server = await start(join(root, "examples"), join(folder, "flow"));
    try {
      const printed = server.printed();
      for (const line of [
        "My Domain URL",
        "Consumer key",
        "Consumer secret",
        "Hexfell_Service",
        "Model",
        "DATABASE_URL",
      ]) {
        expect(printed).toContain(line);
      }
      const flow = /^ *eval[\s\S]*x-session-end-reason: UserRequest"$/m.exec(printed)?.[0] ?? "";
      // `sh`, as the echo of some shells rewrites a reply with line breaks in it.
      const { out, err, code } = await run(["sh", "-e", "-c", flow], { cwd: root, env: server.env });
      expect(err).toBe("");
      expect(code).toBe(0);
      expect(out).toContain("event: END_OF_TURN");
      expect(out).toMatch(/^201$/m);
      expect(out).toContain('"type":"SessionEnded"');
    } finally {
      await server.stop();
    }
  });

  test("keeps everything for the next start, leaves no operator file, and then commands say how to start", async () => {
    const data = join(folder, "twice");
    const agents = async () => {
      const server = await start(join(root, "examples"), data);
      const { out } = await dragoman(["env", "--json"], { env: server.env });
      expect(await server.stop()).toBe(0);
      return JSON.parse(out);
    };
    const first = await agents();
    const { MY_DOMAIN_URL: _, API_BASE: __, ...second } = await agents();
    expect(first).toMatchObject(second);
    await expect(stat(join(data, "operator.json"))).rejects.toThrow("ENOENT");
    const { code, err, out } = await dragoman(["agent", "list", "--data", data]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("Start one with: npm start");
  });

  test("with --watch applies an edited agent, and keeps the good one when an edit is broken", async () => {
    const project = join(folder, "watched");
    const file = join(project, "agents/Greeter/Greeter.agent");
    await mkdir(join(project, "agents/Greeter"), { recursive: true });
    await writeFile(file, script("Hello."));
    const server = await start(project, join(project, ".dragoman"), "--watch");
    try {
      await server.says(/Watching /);
      await writeFile(file, script("Good day."));
      await server.says(/changed the agent Greeter: version 2 is active/);
      await writeFile(file, script("Good day.").replace("reasoning:", "raisoning"));
      await server.says(/agents\/Greeter\/Greeter\.agent:14:5 error/);
      const { out } = await dragoman(["chat", "Greeter"], { env: server.env, input: "" });
      expect(out).toContain("Good day.");
    } finally {
      await server.stop();
    }
  });

  test("on a port that is taken says so, with another one to try", async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", listening));
    const { port } = taken.address() as { port: number };
    const data = join(folder, "taken");
    const { code, err } = await dragoman(["start", join(root, "examples"), "--port", String(port), "--data", data]);
    taken.close();
    expect(code).toBe(1);
    expect(err).toContain(`Something listens on 127.0.0.1:${port} already`);
    expect(err).toContain(`PORT=${port + 1}`);
  });

  test("on a data folder that is none says so, with what to do", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    const { code, err } = await dragoman(["start", join(root, "examples"), "--port", "0", "--data", file]);
    expect(code).toBe(1);
    expect(err).toContain(`The data folder ${file} cannot be written`);
    expect(err).toContain("DRAGOMAN_DATA");
  });

  test("in a folder without a project serves the examples, and says so", async () => {
    const empty = join(folder, "empty");
    await mkdir(empty);
    const server = await start(empty, join(folder, "empty-data"));
    expect(server.printed()).toContain("No dragoman.yaml and no agents here: serving the examples");
    await server.stop();
  });

  test("with a dragoman.yaml that cannot be used ends, and says where it is wrong", async () => {
    const project = join(folder, "wrong");
    await mkdir(project);
    await writeFile(join(project, "dragoman.yaml"), "user: []\n");
    const { code, err } = await dragoman(["start", project, "--port", "0", "--data", join(project, ".dragoman")]);
    expect(code).toBe(1);
    expect(err).toContain('dragoman.yaml:1:1 Unknown key "user"\n    Did you mean users?');
  });
});

describe("without a server", () => {
  test("agent validate checks files and folders, names place and fix, and returns 1 on any error", async () => {
    const examples = await dragoman(["agent", "validate", join(root, "examples")]);
    expect(examples).toMatchObject({ code: 0, out: expect.stringMatching(/3 scripts checked: no errors\n$/) });

    const bad = join(folder, "agents/Broken/Broken.agent");
    await mkdir(join(folder, "agents/Broken"), { recursive: true });
    const good = await readFile(join(root, "examples/agents/Hut_Warden/Hut_Warden.agent"), "utf8");
    await writeFile(bad, good.replace("@variables.beds", "@variables.bedz"));
    const { out, code } = await dragoman(["agent", "validate", "agents"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^agents\/Broken\/Broken\.agent:\d+:\d+ error /m);

    const { out: text } = await dragoman(["agent", "validate", "agents", "--json"]);
    const [{ file, problems }] = JSON.parse(text);
    expect(file).toBe("agents/Broken/Broken.agent");
    const codes = problems.map((problem: { code: string }) => problem.code);
    expect(codes).toContain("undefined-reference");
    expect(Object.keys(problems[0])).toEqual(
      expect.arrayContaining(["code", "severity", "message", "line", "column", "endLine", "endColumn"]),
    );
  });

  test("agent format lays scripts out where they lie, and --check names those that are not, returning 1", async () => {
    const scripts = join(folder, "format");
    await mkdir(scripts, { recursive: true });
    await writeFile(join(scripts, "a.agent"), "config:\n  developer_name: A\nsystem:\n  instructions: |hello\n");
    await writeFile(join(scripts, "b.agent"), "config:\n    developer_name: B\n");

    const checked = await dragoman(["agent", "format", "format", "--check", "--json"]);
    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.out)).toEqual([
      { file: join("format", "a.agent"), changed: true },
      { file: join("format", "b.agent"), changed: false },
    ]);
    expect(await readFile(join(scripts, "a.agent"), "utf8")).toContain("\n  developer_name: A\n");

    expect((await dragoman(["agent", "format", join("format", "a.agent"), scripts])).code).toBe(0);
    expect(await readFile(join(scripts, "a.agent"), "utf8")).toBe(
      "config:\n    developer_name: A\n\nsystem:\n    instructions: | hello\n",
    );
    expect((await dragoman(["agent", "format", scripts, "--check"])).code).toBe(0);
  });

  test("agent graph draws the ways through a script, as Mermaid or as data, and refuses one with errors", async () => {
    const script = join(root, "test/fixtures/scripts/02_clinic_router.agent");
    const drawn = await dragoman(["agent", "graph", script]);
    expect(drawn.code).toBe(0);
    expect(drawn.out).toMatch(/^flowchart TD\n/);
    const { nodes } = JSON.parse((await dragoman(["agent", "graph", script, "--format", "json"])).out);
    expect(nodes[0].kind).toBe("start");
    expect((await dragoman(["agent", "graph", script, "--format", "png"])).code).toBe(2);

    await writeFile(join(folder, "broken.agent"), "config:\n");
    const refused = await dragoman(["agent", "graph", "broken.agent"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("agent validate broken.agent");
  });

  test("agent validate finds an agent that is not named as its folder", async () => {
    const file = join(folder, "misnamed/agents/Other/Other.agent");
    await mkdir(join(folder, "misnamed/agents/Other"), { recursive: true });
    await writeFile(file, await readFile(join(root, "examples/agents/Hut_Warden/Hut_Warden.agent"), "utf8"));
    const { out, code } = await dragoman(["agent", "validate", "misnamed"]);
    expect(code).toBe(1);
    expect(out).toContain('developer_name is "Hut_Warden", but the agent\'s folder is named "Other"');
  });

  test.each([
    [["agent", "validate", "nowhere"]],
    [["agent", "validate"]],
    [["agent", "activate"]],
    [["agent"]],
    [["strat"]],
    [["start", "--port", "lots"]],
    [["start", "--nonsense"]],
  ])("%j is misuse: 2, and a sentence", async (args) => {
    const { code, out, err } = await dragoman(args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).not.toBe("");
  });

  test("misuse and failures under --json are JSON, too", async () => {
    const misuse = await dragoman(["agent", "activate", "--json"]);
    expect(misuse.code).toBe(2);
    expect(JSON.parse(misuse.out).error.code).toBe("misuse");
    const failure = await dragoman(["token", "--json", "--data", join(folder, "none")]);
    expect(failure.code).toBe(1);
    expect(JSON.parse(failure.out).error.code).toBe("no_server");
  });

  test("doctor says what a start would do, and fails when the port is taken", async () => {
    const { out, code } = await dragoman(["doctor", "--data", join(folder, "none")], {
      env: { PORT: "1", HOST: "203.0.113.1" },
    });
    expect(code).toBe(1);
    expect(out).toMatch(/fail {2}Port: 203\.0\.113\.1:1 cannot be used/);
    expect(out).toMatch(/ok {4}Node\.js/);
    expect(out).toMatch(/warn {2}Server: none runs/);
  });

  test("the tour takes every step as expected, shows no secret and leaves nothing behind", async () => {
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    const { out, code } = await dragoman(["tour"], { env: { TMPDIR: temporary } });
    expect(out).toContain("All 10 steps went as expected");
    expect(code).toBe(0);
    expect(out).not.toMatch(/client_secret=[^…]/);
    expect(await readdir(temporary)).toEqual([]);
  });
});
