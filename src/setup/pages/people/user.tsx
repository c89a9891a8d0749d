// One user: what is known, what may be changed, and what an administrator can do for somebody who cannot get in.
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { Person } from "../../../contract/setup-people.ts";
import { addresses } from "../../addresses.ts";
import { usePart } from "../../kit/address.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMay, useMe, useTell } from "../../kit/ask.ts";
import { Card } from "../../kit/card.tsx";
import { Copy } from "../../kit/copy-field.tsx";
import { Facts } from "../../kit/facts.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { When } from "../../kit/when.tsx";
import { Access } from "./access.tsx";
import { StandingBadge } from "./standing-badge.tsx";
import { changesOf, fieldsOf, type UserFields, UserForm } from "./user-form.tsx";
import { kindWords, makerOf, roleWords } from "./words.ts";

export default function User() {
  const user = usePart("user");
  const people = useAsk("people");
  const up = { label: "Users", to: addresses.users() };
  const person = people.data?.people.find(({ id, username }) => id === user || username === user);
  if (person) {
    return <UserPage key={person.id} person={person} maker={makerOf(person.madeBy, people.data?.people)} />;
  }
  return (
    <PageFrame title="User" up={up}>
      <Answer of={people}>
        {() => (
          <Empty title="There is no such user">
            No user of this org has the id {user}. Users are never deleted, so the address may be of another org.
          </Empty>
        )}
      </Answer>
    </PageFrame>
  );
}

interface Shown {
  readonly person: Person;
  /** Who made the user, in words. */
  readonly maker: string;
}

function UserPage({ person, maker }: Shown) {
  const { data: me } = useMe();
  /** The fields as they were when editing began. */
  const [editing, setEditing] = useState<UserFields>();
  const change = useTell("changeUser", ["people", "users", "me", "permissionSets", "runAsCandidates"]);
  const manages = useMay("manage_users");
  const own = me?.user.id === person.id;
  return (
    <PageFrame
      title={person.name}
      about={
        <Group component="span" gap="xs">
          <span>{person.username}</span>
          <StandingBadge person={person} />
          {own && <span>This is you.</span>}
        </Group>
      }
      up={{ label: "Users", to: addresses.users() }}
      actions={manages && !editing && <Button onClick={() => setEditing(fieldsOf(person))}>Edit</Button>}
    >
      <Card title={editing ? "Edit" : "Details"}>
        {editing ? (
          <UserForm
            initial={editing}
            own={own}
            saving={change.isPending}
            error={change.error}
            onCancel={() => {
              change.reset();
              setEditing(undefined);
            }}
            onSave={(fields) =>
              change.mutate(
                { params: { user: person.id }, body: { fields: changesOf(editing, fields) } },
                { onSuccess: () => setEditing(undefined) },
              )
            }
          />
        ) : (
          <Details person={person} maker={maker} />
        )}
      </Card>
      {manages ? (
        <Access person={person} own={own} />
      ) : (
        <Text size="sm" c="dimmed">
          An administrator can change this user.
        </Text>
      )}
    </PageFrame>
  );
}

function Details({ person, maker }: Shown) {
  return (
    <Facts
      of={[
        ["Kind", `${kindWords[person.kind].label}: ${kindWords[person.kind].about}`],
        ["Role", `${roleWords[person.role].label}: ${roleWords[person.role].about}`],
        ["Permission sets", person.permissionSets.join(", ") || "none"],
        ["Email", person.email ?? "none"],
        ["Locale and time zone", `${person.locale}, ${person.timeZone}`],
        ["Last login", <When key="login" at={person.lastLoginAt} />],
        [
          "User ID",
          <Group key="id" gap="xs">
            <code>{person.id}</code>
            <Copy label="User ID" value={person.id} />
          </Group>,
        ],
        ["Made by", maker],
      ]}
    />
  );
}
