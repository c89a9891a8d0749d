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
import { appDisable, appEnable, appSet, appShow } from "./commands/app.ts";
import { appExport, appImport } from "./commands/app-files.ts";
import { appList } from "./commands/app-list.ts";
import { appRotate, appSecret } from "./commands/app-rotate.ts";
import { audit } from "./commands/audit.ts";
import { backup, restore } from "./commands/backup.ts";
import { chat } from "./commands/chat.ts";
import { doctor } from "./commands/doctor.ts";
import { env } from "./commands/env.ts";
import { init } from "./commands/init.ts";
import { keyList, keyReseal, keyRotate, keyWithdraw } from "./commands/key.ts";
import { lsp } from "./commands/lsp.ts";
import { open } from "./commands/open.ts";
import { orgList } from "./commands/org.ts";
import { start } from "./commands/start.ts";
import { token } from "./commands/token.ts";
import { tour } from "./commands/tour.ts";
import { userActivate, userDeactivate, userLink, userList, userLogins, userSet } from "./commands/user.ts";

export const commands: readonly Command[] = [
  init,
  start,
  tour,
  chat,
  open,
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
  appShow,
  appSet,
  appEnable,
  appDisable,
  appSecret,
  appRotate,
  appImport,
  appExport,
  orgList,
  userList,
  userSet,
  userActivate,
  userDeactivate,
  userLink,
  userLogins,
  keyList,
  keyRotate,
  keyWithdraw,
  keyReseal,
  audit,
  backup,
  restore,
  lsp,
  doctor,
];

/** What the words that have subcommands are about. */
export const groups: Readonly<Record<string, string>> = {
  agent: "the agents of the running server, and their scripts",
  app: "the external client apps of the running server",
  org: "the orgs of the running server",
  user: "the users of the running server",
  key: "the keys that sign tokens and seal secrets",
};
