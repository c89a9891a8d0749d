// What each kind of step is called, and which colour its bar has. The word is always there: no colour stands alone.
import type { StepKind } from "../../../contract/setup-trace.ts";

export const stepKinds: Readonly<Record<StepKind, { readonly word: string; readonly color: string }>> = {
  said: { word: "User", color: "gray" },
  entered: { word: "Subagent", color: "sea" },
  moved: { word: "Transition", color: "sea" },
  block: { word: "Script", color: "gray" },
  tools: { word: "Tools", color: "gray" },
  model: { word: "Model", color: "indigo" },
  action: { word: "Action", color: "orange" },
  set: { word: "Variable", color: "grape" },
  judged: { word: "Filter", color: "yellow" },
  answered: { word: "Answer", color: "teal" },
};
