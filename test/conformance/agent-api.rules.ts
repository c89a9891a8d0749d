// Every rule of the Agent API that a server can be held to from outside (agent-api spec §17 and the paragraphs it sums up).
import { authoringRules } from "./agent-api/authoring.rules.ts";
import { clientRules } from "./agent-api/clients.rules.ts";
import { confirmRules } from "./agent-api/confirm.rules.ts";
import { demoRules } from "./agent-api/demos.rules.ts";
import { endRules } from "./agent-api/end.rules.ts";
import { httpRules } from "./agent-api/http.rules.ts";
import { planRules } from "./agent-api/plan.rules.ts";
import { sendRules } from "./agent-api/send.rules.ts";
import { startRules } from "./agent-api/start.rules.ts";
import { streamRules } from "./agent-api/stream.rules.ts";
import { switchRules } from "./agent-api/switches.rules.ts";
import { transportRules } from "./agent-api/transport.rules.ts";
import type { Rule } from "./rule.ts";

export const agentApiRules: readonly Rule[] = [
  ...startRules,
  ...sendRules,
  ...confirmRules,
  ...streamRules,
  ...endRules,
  ...planRules,
  ...authoringRules,
  ...httpRules,
  ...transportRules,
  ...switchRules,
  ...clientRules,
  ...demoRules,
];
