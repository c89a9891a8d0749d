// Shows the answer to a question once it is there; a skeleton before, and a problem with a way on instead.
import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { NotProven } from "./proof.tsx";

interface Ways {
  /** Another page, for a page whose record may be gone for good: its label, and its address from `/` on. */
  readonly leave?: { readonly label: string; readonly to: string };
}

/**
 * A sentence about what went wrong, and a button that tries again where that may help. Nothing for whoever closed the
 * question about the password: they know.
 */
export function Problem({ error, onRetry, leave }: Ways & { readonly error: Error; readonly onRetry?: () => void }) {
  if (error instanceof NotProven) return null;
  const away = error.name === "TypeError";
  const sentence = away
    ? "The server does not answer. It may be starting again; nothing you typed is lost."
    : error.message;
  return (
    <Alert color="red" role="alert" title={away ? "No connection" : "This did not work"}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm" style={{ whiteSpace: "pre-line" }}>
          {sentence}
        </Text>
        <Group gap="sm">
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {leave && (
            <Button size="xs" variant="default" component={Link} to={leave.to}>
              {leave.label}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

/** Lines of a page that is not there yet. */
export function Waiting({ lines = 4 }: { readonly lines?: number }) {
  return (
    <Stack aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} height={28} radius="sm" />
      ))}
    </Stack>
  );
}

/** `children` with the answer; data that is stale stays on the page while it is asked for again. */
export function Answer<T>({
  of,
  lines,
  leave,
  children,
}: Ways & {
  readonly of: UseQueryResult<T>;
  readonly lines?: number;
  readonly children: (answer: T) => ReactNode;
}) {
  const problem = of.isError && <Problem error={of.error} onRetry={() => of.refetch()} {...(leave && { leave })} />;
  if (of.data !== undefined) {
    return (
      <>
        {problem}
        {children(of.data)}
      </>
    );
  }
  return problem || <Waiting lines={lines ?? 4} />;
}

/** A place where nothing is yet, which says what would be here and how it comes about. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" py="xl" gap="sm">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" ta="center" maw="32rem">
        {children}
      </Text>
      {action && <Group>{action}</Group>}
    </Stack>
  );
}
