// What the checker says of the script, as a list: each line jumps there, and cures what an edit can cure.
import { Anchor, Badge, Button, Group, ScrollArea, Stack, Text } from "@mantine/core";
import type { Edit, Problem } from "../../../script/problem.ts";

const colours: Readonly<Record<Problem["severity"], string>> = { error: "red", warning: "yellow", info: "blue" };

export function ProblemsList({
  problems,
  editable,
  onShow,
  onFix,
}: {
  /** Absent until the script was read once. */
  readonly problems: readonly Problem[] | undefined;
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
            {problems.map((problem) => (
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
                      aria-label={`Fix line ${problem.span.start.line}: ${problem.fix ?? problem.message}`}
                      title={problem.fix}
                    >
                      Fix
                    </Button>
                  )}
                </Group>
              </li>
            ))}
          </ul>
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
