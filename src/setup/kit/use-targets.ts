// Where the targets of actions lead at this moment, looked up again while somebody looks.
import { useQuery } from "@tanstack/react-query";
import type { TargetState } from "../../contract/setup-agents.ts";
import { server } from "./server.ts";

/** Milliseconds after which targets are looked up again: a function that was just written is found soon. */
const AGAIN_MS = 4_000;

/** Where targets lead, now and again. */
export function useTargets(targets: readonly string[], enabled: boolean): ReadonlyMap<string, TargetState> {
  const asked = [...new Set(targets)].sort();
  const { data } = useQuery({
    queryKey: ["resolveTargets", asked],
    queryFn: ({ signal }) => server.call("resolveTargets", { body: { targets: asked }, signal }),
    enabled: enabled && asked.length > 0,
    refetchInterval: AGAIN_MS,
    placeholderData: (before) => before,
  });
  return new Map(data?.targets.map((each) => [each.target, each]));
}
