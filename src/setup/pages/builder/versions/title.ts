// What a version is called in lists.
import type { AgentDetail, AgentVersion } from "../../../../contract/setup-agents.ts";

export const titleOf = ({ number, state }: AgentVersion, { activeVersion }: AgentDetail): string =>
  state === "draft" ? `Draft (version ${number})` : `Version ${number}${number === activeVersion ? " · active" : ""}`;
