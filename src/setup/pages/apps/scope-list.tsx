// One of the two lists of the scope picker: a list box in which several scopes are marked, and a button that moves them.
import { Button, Paper, Stack, Text } from "@mantine/core";
import { type KeyboardEvent, useId, useState } from "react";
import type { OfferedScope } from "../../../contract/setup-apps.ts";
import styles from "./apps.module.css";
import { scopeTitle } from "./scope-title.ts";

export function ScopeList({
  title,
  scopes,
  empty,
  move,
  onMove,
}: {
  readonly title: string;
  readonly scopes: readonly OfferedScope[];
  readonly empty: string;
  readonly move: string;
  readonly onMove: (scopes: readonly OfferedScope[]) => void;
}) {
  const id = useId();
  const [marked, setMarked] = useState<readonly string[]>([]);
  const [at, setAt] = useState(0);
  const active = Math.min(at, scopes.length - 1);
  const chosen = scopes.filter(({ label }) => marked.includes(label));
  const go = (which: readonly OfferedScope[]) => {
    if (which.length === 0) return;
    onMove(which);
    setMarked([]);
  };
  const toggle = (label: string) =>
    setMarked(marked.includes(label) ? marked.filter((each) => each !== label) : [...marked, label]);
  const show = (next: number) => {
    const to = Math.max(0, Math.min(next, scopes.length - 1));
    setAt(to);
    document.getElementById(`${id}-${to}`)?.scrollIntoView({ block: "nearest" });
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => show(active + 1),
    ArrowUp: () => show(active - 1),
    Home: () => show(0),
    End: () => show(scopes.length - 1),
    " ": () => scopes[active] && toggle(scopes[active].label),
    Enter: () => go(chosen.length > 0 ? chosen : scopes.slice(active, active + 1)),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const press = keys[event.key];
    if (!press) return;
    event.preventDefault();
    press();
  };
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600} id={`${id}-title`} component="div">
        {title}
      </Text>
      {scopes.length === 0 ? (
        <Paper withBorder className={styles.list} p="xs">
          <Text size="sm" c="dimmed">
            {empty}
          </Text>
        </Paper>
      ) : (
        <Paper
          withBorder
          className={styles.list}
          role="listbox"
          aria-multiselectable="true"
          aria-labelledby={`${id}-title`}
          aria-activedescendant={`${id}-${active}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          {scopes.map((scope, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus and names the active option
            <div
              key={scope.label}
              id={`${id}-${index}`}
              role="option"
              aria-selected={marked.includes(scope.label)}
              className={styles.option}
              data-active={index === active || undefined}
              onClick={() => {
                setAt(index);
                toggle(scope.label);
              }}
              onDoubleClick={() => go([scope])}
            >
              {scopeTitle(scope)}
            </div>
          ))}
        </Paper>
      )}
      <Button size="xs" variant="default" disabled={chosen.length === 0} onClick={() => go(chosen)}>
        {move}
      </Button>
    </Stack>
  );
}
