// The targets of a script's actions that lead nowhere: what will fail, and what to do about each.
import { Alert, Code, Stack, Text } from "@mantine/core";
import type { TargetState } from "../../contract/setup-agents.ts";
import { useTargets } from "./use-targets.ts";

/** Which targets of these actions lead nowhere, looked up again while they are shown; none while they are not known. */
export function useUnresolved(actions: readonly { readonly target: string }[] | undefined): readonly TargetState[] {
  const named = new Set(actions?.map(({ target }) => target));
  const states = useTargets([...named], actions !== undefined);
  return [...states.values()].filter(({ target, resolved }) => !resolved && named.has(target));
}

/** The cures of the first few, and how many more there are. */
export function TargetCures({ targets, most }: { readonly targets: readonly TargetState[]; readonly most: number }) {
  const more = targets.length - most;
  return (
    <Stack gap={2} c="var(--mantine-color-text)">
      <Text size="sm">{targets.length === 1 ? "An action is" : "Actions are"} not set up: a real call will fail.</Text>
      {targets.slice(0, most).map(({ target, says }) => (
        <Text key={target} size="sm" style={{ overflowWrap: "anywhere" }}>
          <Code>{target}</Code> {says}
        </Text>
      ))}
      {more > 0 && <Text size="sm">{more} more: see “Variables and actions” of the agent.</Text>}
    </Stack>
  );
}

/** Targets that a warning names with their cures. */
const NAMED = 5;

/** A warning; nothing where everything leads somewhere. */
export function UnresolvedTargets({ targets }: { readonly targets: readonly TargetState[] }) {
  if (targets.length === 0) return null;
  return (
    <Alert
      color="orange"
      variant="light"
      p="xs"
      role="note"
      aria-label="Actions that are not set up"
      style={{ flexShrink: 0 }}
    >
      <TargetCures targets={targets} most={NAMED} />
    </Alert>
  );
}
