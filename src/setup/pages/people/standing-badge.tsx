// Whether a user can get in, in one word.
import { Badge } from "@mantine/core";
import type { Person } from "../../../contract/setup-people.ts";

export function StandingBadge({ person }: { readonly person: Pick<Person, "active" | "lockedUntil"> }) {
  const [word, color] = !person.active
    ? (["Inactive", "gray"] as const)
    : person.lockedUntil !== null
      ? (["Locked", "orange"] as const)
      : (["Active", "sea"] as const);
  return (
    <Badge component="span" color={color} variant="light" radius="sm">
      {word}
    </Badge>
  );
}
