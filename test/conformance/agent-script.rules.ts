// Every rule of the language at run time (agent-script spec §5), and those of text and values it rests on (§1.7, §3).

import { choiceRules } from "./agent-script/choices.rules.ts";
import { collectRules } from "./agent-script/collect.rules.ts";
import { delegationRules } from "./agent-script/delegation.rules.ts";
import { failureRules } from "./agent-script/failures.rules.ts";
import { hookRules } from "./agent-script/hooks.rules.ts";
import { modelCallRules } from "./agent-script/model-calls.rules.ts";
import { nodeCycleRules } from "./agent-script/node-cycle.rules.ts";
import { outcomeRules } from "./agent-script/outcomes.rules.ts";
import { promptRules } from "./agent-script/prompt.rules.ts";
import { sessionStartRules } from "./agent-script/session-start.rules.ts";
import { stateRules } from "./agent-script/state.rules.ts";
import { toolCallRules } from "./agent-script/tool-calls.rules.ts";
import { toolInputRules } from "./agent-script/tool-inputs.rules.ts";
import { traceRules } from "./agent-script/trace.rules.ts";
import { transitionRules } from "./agent-script/transitions.rules.ts";
import { turnStartRules } from "./agent-script/turn-start.rules.ts";
import { valueRules } from "./agent-script/values.rules.ts";
import type { Rule } from "./rule.ts";

export const agentScriptRules: readonly Rule[] = [
  ...stateRules,
  ...sessionStartRules,
  ...turnStartRules,
  ...hookRules,
  ...nodeCycleRules,
  ...promptRules,
  ...toolInputRules,
  ...toolCallRules,
  ...outcomeRules,
  ...transitionRules,
  ...delegationRules,
  ...collectRules,
  ...failureRules,
  ...modelCallRules,
  ...choiceRules,
  ...traceRules,
  ...valueRules,
];
