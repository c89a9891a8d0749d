// Users: everybody of the org, found by a few letters, with how each one stands.
import { Anchor, Button, Group, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Person } from "../../../contract/setup-people.ts";
import { addresses } from "../../addresses.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { useFilters } from "../../kit/filters.ts";
import { Choice, Find, viewOf } from "../../kit/find.tsx";
import { Icon } from "../../kit/icon.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { When } from "../../kit/when.tsx";
import { WideTable } from "../../kit/wide-table.tsx";
import { StandingBadge } from "./standing-badge.tsx";
import { kindWords, roleWords } from "./words.ts";

/** Rows shown at once; more are found by typing. */
const ROWS = 200;

const holds = {
  all: () => true,
  active: ({ active }: Person) => active,
  people: ({ kind, active }: Person) => active && kind === "standard",
  admins: ({ role }: Person) => role === "admin",
  locked: ({ lockedUntil }: Person) => lockedUntil !== null,
  inactive: ({ active }: Person) => !active,
} as const;

interface Shown {
  readonly value: keyof typeof holds;
  readonly label: string;
}

const views: readonly [Shown, ...Shown[]] = [
  { value: "all", label: "All users" },
  { value: "active", label: "Active users" },
  { value: "people", label: "Who log in to pages" },
  { value: "admins", label: "Administrators" },
  { value: "locked", label: "Locked" },
  { value: "inactive", label: "Inactive users" },
];

export default function Users() {
  const people = useAsk("people");
  const mayAdd = useMay("manage_users");
  const { asked, ask } = useFilters(["find", "view"]);
  const { find = "" } = asked;
  const view = viewOf(views, asked.view);
  return (
    <PageFrame
      title="Users"
      about="People who log in to Setup, and the users that apps run as."
      actions={
        mayAdd && (
          <Button component={Link} to={addresses.newUser()} leftSection={<Icon name="plus" />}>
            New User
          </Button>
        )
      }
    >
      <Group align="flex-end">
        <Find placeholder="Name or username" value={find} onChange={(words) => ask({ find: words })} />
        <Choice label="View" data={views} value={view} onChange={(chosen) => ask({ view: chosen })} />
      </Group>
      <Answer of={people} lines={6}>
        {({ people: all }) => {
          const words = find.trim().toLowerCase();
          const found = all.filter(
            (person) => holds[view](person) && `${person.name}\n${person.username}`.toLowerCase().includes(words),
          );
          return found.length === 0 ? (
            <Empty title="No user is found">
              No user of this view has these letters in the name or the username. Choose another view, or type fewer.
            </Empty>
          ) : (
            <>
              <WideTable
                label="Users"
                heads={["Name", "Username", "Kind", "Role", "Standing", "Last login"]}
                minWidth={760}
              >
                {found.slice(0, ROWS).map((person) => (
                  <UserRow key={person.id} person={person} />
                ))}
              </WideTable>
              <Text size="sm" c="dimmed" role="status">
                {found.length > ROWS
                  ? `The first ${ROWS} of ${found.length} users. Type a few letters to find the others.`
                  : `${found.length} ${found.length === 1 ? "user" : "users"}`}
              </Text>
            </>
          );
        }}
      </Answer>
    </PageFrame>
  );
}

function UserRow({ person }: { readonly person: Person }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={addresses.user(person.id)} size="sm">
          {person.name}
        </Anchor>
      </Table.Td>
      <Table.Td>{person.username}</Table.Td>
      <Table.Td>{kindWords[person.kind].label}</Table.Td>
      <Table.Td>{roleWords[person.role].label}</Table.Td>
      <Table.Td>
        <StandingBadge person={person} />
      </Table.Td>
      <Table.Td>
        <When at={person.lastLoginAt} />
      </Table.Td>
    </Table.Tr>
  );
}
