// `dragoman start`: applies a project folder, serves it, and says in words that can be pasted how to talk to it.
import { relative, resolve } from "node:path";
import type { Config } from "../../config.ts";
import type { Applied, RunningServer } from "../../server.ts";
import { type Command, type Context, dataOption, Failure } from "../command.ts";
import { curlFlow } from "../next-steps.ts";
import { removeOperatorFile, writeOperatorFile } from "../operator-file.ts";
import type { Output } from "../output.ts";
import { changeLine, problemLines } from "../problems.ts";
import { chooseProject } from "../project-folder.ts";
import { readSettings } from "../settings.ts";

export const start: Command = {
  name: "start",
  summary: "serve the agents of a project folder",
  arguments: [["[folder]", "project folder (the one you are in)"]],
  options: [
    ["--watch", "apply edits of agents and dragoman.yaml as they are saved"],
    ["--port <number>", "port to listen on, 0 for a free one (PORT, 4080)"],
    ["--host <address>", "address to listen on (HOST, 127.0.0.1)"],
    dataOption,
  ],
  async run(context, given) {
    const { output, cwd, env } = context;
    const { config, warnings } = readSettings(context, given);
    for (const { message } of warnings) output.note(message);
    const { folder, standIn } = await chooseProject(cwd, given.args[0]);
    const data = resolve(cwd, config.data);

    const stopped = context.stopped();
    // Loaded here, as most of the other commands can do without the server's weight.
    const { createServer } = await import("../../server.ts");
    const notices: string[] = [];
    const server = await output.progress(
      "Opening the database and the model",
      createServer(
        { ...config, data },
        {
          project: folder,
          env,
          onNotice: (sentence) => notices.push(sentence),
          ...(given.options.watch && { watch: (applied: Applied) => sayApplied(output, applied) }),
        },
      ).catch((error: NodeJS.ErrnoException) => {
        throw unstartable(error, { ...config, data }) ?? error;
      }),
    );
    try {
      await writeOperatorFile(data, { url: server.address, token: server.operatorToken });
      const { adminLinks } = server;
      output.data({
        origin: server.origin,
        project: folder,
        ...server.summary,
        adminLinks,
      });
      if (standIn) output.line(`No dragoman.yaml and no agents here: serving the examples in ${folder}`);
      sayApplied(output, server.summary);
      sayWelcome(context, server, notices);
      if (given.options.watch) output.line(`Watching ${relative(cwd, folder) || "."} for edits.`);
      await stopped;
      output.note(
        `Stopping: turns that run get ${config.drainS} s to end (DRAGOMAN_DRAIN_S). Press Ctrl+C again to stop at once.`,
      );
    } finally {
      await server.close();
      await removeOperatorFile(data, server.operatorToken);
    }
    return 0;
  },
};

/** What a system's error means for whoever starts a server; `undefined` where the error speaks for itself. */
function unstartable(
  { code, syscall }: NodeJS.ErrnoException,
  { host, port, data }: Pick<Config, "host" | "port" | "data">,
): Failure | undefined {
  if (code === "EADDRINUSE") {
    const another = `PORT=${port + 1}, or --port ${port + 1}`;
    return new Failure(
      "port_taken",
      `Something listens on ${host}:${port} already. Stop it, or choose another port: ${another}`,
    );
  }
  if (syscall === "listen" || syscall === "getaddrinfo") {
    return new Failure(
      "cannot_listen",
      `${host}:${port} cannot be listened on (${code}). Set HOST to an address of this machine, and PORT to a port you may use`,
    );
  }
  if (code === "EACCES" || code === "EROFS" || code === "ENOTDIR" || code === "EEXIST") {
    return new Failure(
      "data_folder",
      `The data folder ${data} cannot be written (${code}). Give this user the right to it, or set DRAGOMAN_DATA to another folder`,
    );
  }
  return undefined;
}

/** What is merely worth knowing is left to `agent validate`. */
function sayApplied(output: Output, applied: Applied): void {
  const { changes } = applied;
  const problems = applied.problems.filter(({ severity }) => severity !== "info");
  for (const change of changes) output.line(`  ${changeLine(change)}`);
  for (const problem of problems) for (const line of problemLines(output, problem)) output.note(line);
  if (changes.length + problems.length === 0) output.line("  nothing to change: everything is as the project says");
}

function sayWelcome(
  { output, self }: Context,
  { origin, summary, adminLinks }: RunningServer,
  notices: readonly string[],
): void {
  const { org, otherOrgs, apps, agents, model, engine } = summary;
  const facts = [
    ["My Domain URL", origin],
    ["Org", `${org.name} (${org.id})`],
    ...otherOrgs.map((other) => ["Another org", `${other.origin} ${other.name}`]),
    ...apps.map(({ apiName, consumerKey }) => [`Consumer key`, `${consumerKey} (${apiName})`]),
    ["Consumer secret", `shown by: ${self} env`],
    ...agents.map(({ id, developerName, active }) => [
      "Agent",
      `${id} ${developerName}${active ? "" : " (not active)"}`,
    ]),
    ["Model", `${model.id} (${model.why})`],
    ["Database", engine],
  ];
  output.line();
  for (const [name = "", value = ""] of facts) output.line(`  ${output.style("bold", name.padEnd(16))} ${value}`);
  output.line();
  for (const notice of notices) output.line(`  ${output.style("yellow", notice)}`);
  const first = agents.find((agent) => agent.active);
  if (first) {
    output.line();
    output.line(`  Talk to an agent:   ${self} chat ${first.developerName}`);
    output.line("  The same with curl, in another terminal:");
    output.line();
    for (const line of curlFlow(self)) output.line(line && `    ${line}`);
  }
  output.line();
  for (const { username, org: orgName, url } of adminLinks) {
    const lacking =
      username === null
        ? "Setup, the web pages, has no admin yet. Within ten minutes, make the first one here:"
        : `The admin ${username} of ${orgName} has no password yet. Within a day, set one here:`;
    output.line(`  ${lacking}`);
    output.line(`    ${url}`);
  }
  output.line(`  Setup in the browser: ${origin} (logged in by: ${self} open)`);
  output.line(`  Documentation of the API: ${origin}/docs`);
  output.line("  Press Ctrl+C to stop.");
}
