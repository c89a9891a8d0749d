// What was typed for a preview before and beside its conversation: kept for this tab, so that a reload loses nothing.
import { useSessionStorage } from "@mantine/hooks";
import type { Mocks, PreviewMode } from "../../../contract/setup-preview.ts";
import { useMe } from "../../kit/ask.ts";
import type { Typed } from "../../kit/typed.ts";
import { type MockTexts, textsOf } from "./mock-form.tsx";

interface TypedHere {
  readonly mode: PreviewMode;
  readonly variables: Typed;
  readonly mocks: MockTexts;
}

const nothing: TypedHere = { mode: "simulate", variables: {}, mocks: {} };

/** What one person typed for one version of an agent. */
export function useTypedHere(agentId: string, versionId: string) {
  const { data: me } = useMe();
  const [here, setHere] = useSessionStorage<TypedHere>({
    key: `dragoman-preview:${me?.user.id ?? ""}:${agentId}:${versionId}`,
    defaultValue: nothing,
    getInitialValueInEffect: false,
  });
  return {
    here,
    change: (part: Partial<TypedHere>) => setHere((before) => ({ ...before, ...part })),
    /** Take what a conversation that came back was given, save where something else was typed since. */
    fill: (mocks: Mocks) => setHere((before) => ({ ...before, mocks: { ...textsOf(mocks), ...before.mocks } })),
  };
}
