// One permission set: what it gives, who holds it, and its end.
import { Anchor, Button, List, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { PermissionSetDetail } from "../../../contract/setup-people.ts";
import { addresses } from "../../addresses.ts";
import { usePart } from "../../kit/address.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMay, useTell } from "../../kit/ask.ts";
import { AskFirst } from "../../kit/ask-first.tsx";
import { Card } from "../../kit/card.tsx";
import { Facts } from "../../kit/facts.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { PermissionSetForm, type SetFields } from "./permission-set-form.tsx";
import { makerOf } from "./words.ts";

const up = { label: "Permission Sets", to: addresses.permissionSets() };

export default function PermissionSet() {
  const apiName = usePart("set");
  const sets = useAsk("permissionSets");
  const set = sets.data?.permissionSets.find((each) => each.apiName === apiName);
  if (set) return <SetPage key={set.id} set={set} />;
  return (
    <PageFrame title="Permission Set" up={up}>
      <Answer of={sets}>
        {() => (
          <Empty title="There is no such permission set">
            None of this org has the API name {apiName}. It may have been deleted: the audit trail tells by whom.
          </Empty>
        )}
      </Answer>
    </PageFrame>
  );
}

const fieldsOf = ({ apiName, label, scopes, agents }: PermissionSetDetail): SetFields => ({
  ...{ apiName, label, scopes, agents },
});
const seenIn = ({ label, scopes, agents }: SetFields) => ({ label, scopes, agents });

function SetPage({ set }: { readonly set: PermissionSetDetail }) {
  /** The fields as they were when editing began. */
  const [editing, setEditing] = useState<SetFields>();
  const people = useAsk("people");
  const change = useTell("changePermissionSet", ["permissionSets"]);
  const manages = useMay("manage_users");
  return (
    <PageFrame
      title={set.label}
      about={set.apiName}
      up={up}
      actions={
        manages &&
        !editing && (
          <>
            <DeleteButton set={set} />
            <Button onClick={() => setEditing(fieldsOf(set))}>Edit</Button>
          </>
        )
      }
    >
      <Card title={editing ? "Edit" : "What it gives"}>
        {editing ? (
          <PermissionSetForm
            initial={editing}
            saving={change.isPending}
            error={change.error}
            onCancel={() => {
              change.reset();
              setEditing(undefined);
            }}
            onSave={({ label, scopes, agents }) =>
              change.mutate(
                { params: { set: set.apiName }, body: { label, scopes, agents, was: seenIn(editing) } },
                { onSuccess: () => setEditing(undefined) },
              )
            }
          />
        ) : (
          <Facts
            of={[
              ["Scopes for its holders only", set.scopes.join(", ") || "none"],
              ["Agents that its holders may talk to", set.agents.join(", ") || "none"],
              [
                "Made by",
                `${makerOf(set.madeBy, people.data?.people)}${set.madeBy === "project" ? ", which makes it again when it is deleted" : ""}`,
              ],
            ]}
          />
        )}
      </Card>
      <Holders holders={set.holders} />
    </PageFrame>
  );
}

function Holders({ holders }: Pick<PermissionSetDetail, "holders">) {
  return (
    <Card title="Who holds it">
      {holders.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody yet. Give it to somebody on the page of that user.
        </Text>
      ) : (
        <List size="sm">
          {holders.map((username) => (
            <List.Item key={username}>
              <Anchor component={Link} to={addresses.user(username)} size="sm">
                {username}
              </Anchor>
            </List.Item>
          ))}
        </List>
      )}
    </Card>
  );
}

function DeleteButton({ set }: { readonly set: PermissionSetDetail }) {
  const [opened, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  const remove = useTell("deletePermissionSet", ["permissionSets", "people"]);
  const names = [...set.scopes, ...set.agents];
  return (
    <>
      <Button variant="default" onClick={open}>
        Delete
      </Button>
      <AskFirst
        opened={opened}
        title={`Delete ${set.label}?`}
        button="Delete"
        busy={remove.isPending}
        error={remove.error}
        onGo={() =>
          // This page is gone as soon as the list is without the set: what follows may not hang on it.
          remove.mutateAsync({ params: { set: set.apiName } }).then(
            () => navigate({ to: addresses.permissionSets() }),
            () => {},
          )
        }
        onClose={close}
      >
        {names.length === 0
          ? "It names no scope and no agent, so nothing opens or closes."
          : `What no other permission set names is for everyone afterwards: ${names.join(", ")}.`}
        {set.holders.length > 0 && (
          <span>
            {set.holders.length === 1 ? "Its one holder has" : `Its ${set.holders.length} holders have`} to log in to
            their apps again: their tokens end.
          </span>
        )}
      </AskFirst>
    </>
  );
}
