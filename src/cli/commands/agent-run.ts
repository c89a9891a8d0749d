// `dragoman agent run`: plays conversations with an agent against scripted replies and set results, without a server.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { reported } from "../../contract/setup.ts";
import { type Conversation, readConversation } from "../../rehearsal/conversation.ts";
import { type Rehearsal, rehearse } from "../../rehearsal/rehearse.ts";
import { unknownNames } from "../../rehearsal/unknown-names.ts";
import { type Command, type Given, misuse, textsOf } from "../command.ts";
import { json, labelled, momentLine } from "../moment-lines.ts";
import type { Output } from "../output.ts";
import { nestedIfOption, type ReadAgent, readAgent, readingOf, tellProblems } from "../read-agent.ts";
import { count, filesIn, shown } from "../scripts.ts";

export const agentRun: Command = {
  name: "agent run",
  summary: "play conversations with an agent: scripted replies, set action results, no server",
  arguments: [["[agent]", "an .agent file; without it, the one each conversation names"]],
  options: [
    ["--script <files...>", "conversations, or folders that hold .yaml files of them"],
    ["--trace", "print the steps of each turn's plan, too"],
    nestedIfOption,
  ],
  async run({ output, cwd }, given) {
    const conversations = await readConversations(cwd, textsOf(given, "script"));
    const scenes = await castAll(cwd, given, conversations);
    const played = [];
    for (const scene of scenes) {
      const { agent } = scene;
      played.push({ ...scene, rehearsal: agent && (await rehearse(agent, scene.conversation)) });
    }
    output.data(played.map(dataOf));
    for (const one of played) tell(output, one, given.options.trace === true);

    const failed = played.filter(({ rehearsal }) => !rehearsal?.ok).length;
    const verdict = failed > 0 ? `${failed} not as expected` : "all as expected";
    output.line(`${count(played.length, "conversation")} played: ${verdict}`);
    return failed > 0 ? 1 : 0;
  },
};

/** A conversation in its file. */
interface Scripted {
  /** As it is shown. */
  readonly name: string;
  readonly path: string;
  readonly conversation: Conversation;
}

/** A conversation with the script of its agent. */
type Scene = Scripted & ReadAgent;

/** @throws Failure `misuse` that names every file that cannot be used, and the place in it */
async function readConversations(cwd: string, paths: readonly string[]): Promise<readonly Scripted[]> {
  if (paths.length === 0) {
    throw misuse(
      "Name a conversation with --script. It is a YAML file: `agent: path/to/my.agent`, and under `turns:` what the `user` says and what the `model` replies",
    );
  }
  const script = paths.find((path) => path.endsWith(".agent"));
  if (script !== undefined) throw misuse(`${script} is no conversation: put the agent before --script`);
  const read = [];
  const why: string[] = [];
  for (const path of await filesIn(cwd, paths, ".yaml")) {
    const name = shown(cwd, path);
    const text = await readFile(path, "utf8").catch((error: Error) => {
      throw misuse(`${name} cannot be read: ${error.message}`);
    });
    const result = readConversation(text);
    if (result.ok) read.push({ name, path, conversation: result.value });
    else why.push(...result.why.map((sentence) => `${name}: ${sentence}`));
  }
  if (why.length > 0) throw misuse(why.join("\n"));
  return read;
}

/**
 * The conversations with their agents, each script read once.
 * @throws Failure `misuse` when a conversation has no agent, or names what its agent does not have
 */
async function castAll(cwd: string, given: Given, conversations: readonly Scripted[]): Promise<readonly Scene[]> {
  const scripts = new Map<string, ReadAgent>();
  const scenes: Scene[] = [];
  for (const one of conversations) {
    const path = agentPath(cwd, given.args[0], one);
    const script = scripts.get(path) ?? (await readAgent(cwd, path, readingOf(given)));
    scripts.set(path, script);
    scenes.push({ ...one, ...script });
  }
  const why = scenes.flatMap(({ name, agent, conversation }) =>
    agent ? unknownNames(agent, conversation).map((sentence) => `${name}: ${sentence}`) : [],
  );
  if (why.length > 0) throw misuse(why.join("\n"));
  return scenes;
}

function agentPath(cwd: string, argument: string | undefined, { name, path, conversation }: Scripted): string {
  if (argument !== undefined) return resolve(cwd, argument);
  if (conversation.agent !== undefined) return resolve(dirname(path), conversation.agent);
  throw misuse(
    `${name} names no agent: write \`agent: path/to/my.agent\` in it, or give the agent's file before --script`,
  );
}

type Played = Scene & { readonly rehearsal: Rehearsal | undefined };

const dataOf = ({ name, file, problems, rehearsal }: Played) => ({
  conversation: name,
  agent: file,
  ok: rehearsal?.ok ?? false,
  ...(rehearsal ? { greeting: rehearsal.greeting } : { problems: problems.map(reported) }),
  turns: (rehearsal?.turns ?? []).map(({ moments: _, ...turn }) => turn),
});

function tell(output: Output, played: Played, trace: boolean): void {
  const { name, file, rehearsal } = played;
  output.line(`${output.style("bold", name)} with ${file}`);
  if (!rehearsal) {
    tellProblems(output, played);
    return;
  }
  output.line(labelled(output, "agent", rehearsal.greeting, "bold"));
  for (const { input, moments, plan, failures } of rehearsal.turns) {
    output.line();
    output.line(labelled(output, "user", wordsOf(input), "bold"));
    for (const line of moments.flatMap((moment) => momentLine(output, moment))) output.line(line);
    if (trace) {
      for (const { type, ...fields } of plan) output.line(labelled(output, "step", `${type} ${json(fields)}`));
    }
    for (const failure of failures) output.line(labelled(output, "MISMATCH", failure, "red"));
  }
  output.line();
}

/** What the user does, in words. */
function wordsOf({ user, approve, cancel, transfer }: Rehearsal["turns"][number]["input"]): string {
  if (user !== undefined) return user;
  if (cancel) return "(declines)";
  if (transfer) return `(the transfer ${transfer})`;
  return approve === true ? "(approves)" : `(approves, with ${json(approve)})`;
}
