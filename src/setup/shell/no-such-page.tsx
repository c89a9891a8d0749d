// The page for an address that is no page's.
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PageFrame } from "../kit/page-frame.tsx";

export function NoSuchPage() {
  return (
    <PageFrame title="There is no such page">
      <Text>
        The address may be mistyped, or of something that was deleted. Look for it in Quick Find, or go{" "}
        <Anchor component={Link} to="/SetupOneHome/home">
          home
        </Anchor>
        .
      </Text>
    </PageFrame>
  );
}
