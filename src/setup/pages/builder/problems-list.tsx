// What the checker says of the script, as a list: each line jumps there, and cures what an edit can cure.
import { Anchor, Badge, Button, Group, ScrollArea, Stack, Text } from "@mantine/core";
import type { Edit, Problem } from "../../../script/problem.ts";

const colours: Readonly<Record<Problem["severity"], string>> = { error: "red", warning: "yellow", info: "blue" };

/** Characters of a text that a tooltip shows. */
const SHOWN = 60;

/** Problems in the list: a page with thousands of rows would not take keys. */
const LISTED = 100;

/** What edits change, such as `agent_labl → agent_label`. */
export function changesOf(source: string, edits: readonly Edit[]): string {
  const shown = (text: string) => {
    const line = text.replace(/\s+/g, " ").trim();
    return line === "" ? "nothing" : line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
  };
  return edits
    .map(({ span, text }) => `${shown(source.slice(span.start.offset, span.end.offset))} → ${shown(text)}`)
    .join(", ");
}

export function ProblemsList({
  problems,
  source,
  editable,
  onShow,
  onFix,
}: {
  /** Absent until the script was read once. */
  readonly problems: readonly Problem[] | undefined;
  /** The script that the problems are of. */
  readonly source: string;
  readonly editable: boolean;
  readonly onShow: (line: number) => void;
  readonly onFix: (edits: readonly Edit[]) => void;
}) {
  return (
    <Stack gap={4} px="sm" py={6} style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}>
      <Text size="sm" fw={600} role="status">
        {problems ? countOf(problems) : "Reading the script…"}
      </Text>
      {problems && problems.length > 0 && (
        <ScrollArea.Autosize mah={108} type="auto">
          <ul aria-label="Problems" style={{ listStyle: "none", margin: 0, padding: 0 }}>
            {problems.slice(0, LISTED).map((problem) => (
              <li key={`${problem.code}@${problem.span.start.offset}:${problem.message}`}>
                <Group gap="xs" wrap="nowrap" align="center" mb={2}>
                  <Badge size="sm" variant="light" color={colours[problem.severity]} style={{ flexShrink: 0 }}>
                    {problem.severity}
                  </Badge>
                  <Anchor
                    component="button"
                    type="button"
                    size="sm"
                    ta="left"
                    onClick={() => onShow(problem.span.start.line)}
                  >
                    Line {problem.span.start.line}: {problem.message}
                  </Anchor>
                  {editable && problem.edits && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      style={{ flexShrink: 0 }}
                      onClick={() => onFix(problem.edits ?? [])}
                      aria-label={`Fix line ${problem.span.start.line}: ${problem.fix ?? problem.message}. ${changesOf(source, problem.edits)}`}
                      title={changesOf(source, problem.edits)}
                    >
                      Fix
                    </Button>
                  )}
                </Group>
              </li>
            ))}
          </ul>
          {problems.length > LISTED && (
            <Text size="sm" c="dimmed">
              The first {LISTED} are listed: cure these, and the next ones follow.
            </Text>
          )}
        </ScrollArea.Autosize>
      )}
    </Stack>
  );
}

const words: Readonly<Record<Problem["severity"], readonly [string, string]>> = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  info: ["hint", "hints"],
};

function countOf(problems: readonly Problem[]): string {
  const counts = Object.entries(words).flatMap(([severity, [one, many]]) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return counts.join(", ") || "No problems";
}
