// The command line: builds the program from the table of commands, runs one, and gives its exit code.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { CommanderError, Command as Program } from "commander";
import { type Command, type Context, type ExitCode, Failure } from "./command.ts";
import { invocation } from "./invocation.ts";
import { createOutput, type Output } from "./output.ts";
import { packageRoot } from "./package-root.ts";
import { commands, groups } from "./registry.ts";

/** Run the command line of a process. Resolves to its exit code: 0 done, 1 failed, 2 misused. */
export async function main(process: NodeJS.Process): Promise<ExitCode> {
  const words = process.argv.slice(2);
  const output = createOutput(process.stdout, process.stderr, words.includes("--json"));
  // A reader that has seen enough, such as `head`, is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  const context: Context = {
    output,
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stopped: () => askedToStop(process),
    self: invocation(process.env, existsSync(new URL("src", packageRoot))),
  };
  try {
    let exitCode: ExitCode = 0;
    const program = await build(context, (code) => {
      exitCode = code;
    });
    await program.parseAsync(words.length > 0 ? words : ["--help"], { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, output);
  }
}

function askedToStop(process: NodeJS.Process): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve();
      });
    }
  });
}

async function build(context: Context, finish: (code: ExitCode) => void): Promise<Program> {
  const { version } = JSON.parse(await readFile(new URL("package.json", packageRoot), "utf8")) as { version: string };
  const program = strict(new Program("dragoman"), context.output)
    .description("Runs agents written in Agent Script behind the Agent API.")
    .version(version)
    .enablePositionalOptions();
  const parents = new Map<string, Program>();
  const group = (word: string) => {
    const parent = parents.get(word) ?? strict(program.command(word), context.output).description(groups[word] ?? word);
    parents.set(word, parent);
    return parent;
  };
  for (const command of commands) {
    const [first = "", second] = command.name.split(" ");
    if (second === undefined) add(program, first, command, context, finish);
    else add(group(first), second, command, context, finish);
  }
  return program;
}

function add(
  parent: Program,
  word: string,
  command: Command,
  context: Context,
  finish: (code: ExitCode) => void,
): void {
  const built = strict(parent.command(word), context.output).description(command.summary);
  for (const [name, about] of command.arguments ?? []) built.argument(name, about);
  for (const [flags, about] of command.options ?? []) built.option(flags, about);
  built.option("--json", "print JSON for programs, errors included");
  built.action(async () => {
    const given = { args: built.processedArgs.flat().filter((arg) => arg !== undefined), options: built.opts() };
    finish(await command.run(context, given));
  });
}

/** Errors are thrown rather than ending the process, and told once: on standard error, or as JSON. */
const strict = (program: Program, output: Output): Program =>
  program.exitOverride().configureOutput({ writeErr: (text) => void (output.json || output.note(text.trimEnd())) });

function report(error: unknown, output: Output): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const incomplete = error.code === "commander.help";
    const message = incomplete ? "The command is not complete: --help lists what can follow" : error.message;
    output.data({ error: { code: "misuse", message: message.replace(/^error: /, "") } });
    return 2;
  }
  const code = error instanceof Failure ? error.code : "failed";
  const message = error instanceof Error ? error.message : String(error);
  if (output.json) output.data({ error: { code, message } });
  else output.note(message);
  return error instanceof Failure ? error.exitCode : 1;
}
