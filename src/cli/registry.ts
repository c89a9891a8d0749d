// Every command, in the order of the help page.
import type { Command } from "./command.ts";
import { agentActivate, agentDeactivate, agentList } from "./commands/agent.ts";
import { agentCompile } from "./commands/agent-compile.ts";
import { agentFormat } from "./commands/agent-format.ts";
import { agentGraph } from "./commands/agent-graph.ts";
import { agentNew } from "./commands/agent-new.ts";
import { agentPrompt } from "./commands/agent-prompt.ts";
import { agentRun } from "./commands/agent-run.ts";
import { agentValidate } from "./commands/agent-validate.ts";
import { appList } from "./commands/app-list.ts";
import { chat } from "./commands/chat.ts";
import { doctor } from "./commands/doctor.ts";
import { env } from "./commands/env.ts";
import { init } from "./commands/init.ts";
import { lsp } from "./commands/lsp.ts";
import { start } from "./commands/start.ts";
import { token } from "./commands/token.ts";
import { tour } from "./commands/tour.ts";

export const commands: readonly Command[] = [
  init,
  start,
  tour,
  chat,
  token,
  env,
  agentList,
  agentNew,
  agentValidate,
  agentFormat,
  agentCompile,
  agentGraph,
  agentPrompt,
  agentRun,
  agentActivate,
  agentDeactivate,
  appList,
  lsp,
  doctor,
];

/** What the words that have subcommands are about. */
export const groups: Readonly<Record<string, string>> = {
  agent: "the agents of the running server, and their scripts",
  app: "the external client apps of the running server",
};
