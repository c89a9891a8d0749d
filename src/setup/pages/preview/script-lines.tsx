// A script to look at beside its trace, with one of its lines marked and in view.
import { CloseButton, Group, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import classes from "./preview.module.css";

export function ScriptLines({
  source,
  line,
  onClose,
}: {
  readonly source: string;
  readonly line: number;
  readonly onClose: () => void;
}) {
  const lines = useRef<HTMLOListElement>(null);
  // Within the pane alone: the page stays where it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is shown in the same list
  useEffect(() => {
    const marked = lines.current?.querySelector<HTMLElement>("[aria-current]");
    if (marked) lines.current?.parentElement?.scrollTo({ top: marked.offsetTop - 48 });
  }, [line]);
  return (
    <section className={classes.pane} aria-label="Script">
      <Group justify="space-between" px="sm" py={4}>
        <Text size="sm" fw={600} role="status">
          Line {line} of the script
        </Text>
        <CloseButton size="sm" aria-label="Close the script" onClick={onClose} />
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <section className={classes.lines} tabIndex={0} aria-label="Its lines">
        <ol ref={lines} className={classes.script}>
          {source.split("\n").map((text, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <li key={at} {...(at + 1 === line && { "aria-current": "true" })}>
              {text}
            </li>
          ))}
        </ol>
      </section>
    </section>
  );
}
