// One permission set: what it gives, who holds it, and its end.
import { Anchor, Button, List, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { PermissionSetDetail } from "../../../contract/setup-people.ts";
import { addresses } from "../../addresses.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMe, useTell } from "../../kit/ask.ts";
import { AskFirst } from "../../kit/ask-first.tsx";
import { Card } from "../../kit/card.tsx";
import { Facts } from "../../kit/facts.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { PermissionSetForm } from "./permission-set-form.tsx";

const up = { label: "Permission Sets", to: addresses.permissionSets() };

export default function PermissionSet() {
  const { set: apiName } = useParams({ strict: false }) as { readonly set: string };
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

function SetPage({ set }: { readonly set: PermissionSetDetail }) {
  const { data: me } = useMe();
  const [editing, setEditing] = useState(false);
  const change = useTell("changePermissionSet", ["permissionSets"]);
  const manages = me?.rights.includes("manage_users") ?? false;
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
            <Button onClick={() => setEditing(true)}>Edit</Button>
          </>
        )
      }
    >
      <Card title={editing ? "Edit" : "What it gives"}>
        {editing ? (
          <PermissionSetForm
            initial={{ apiName: set.apiName, label: set.label, scopes: set.scopes, agents: set.agents }}
            saving={change.isPending}
            error={change.error}
            onCancel={() => {
              change.reset();
              setEditing(false);
            }}
            onSave={({ label, scopes, agents }) =>
              change.mutate(
                { params: { set: set.apiName }, body: { label, scopes, agents } },
                { onSuccess: () => setEditing(false) },
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
                set.madeBy === "project" ? "dragoman.yaml, which makes it again when it is deleted" : set.madeBy,
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
          remove.mutate(
            { params: { set: set.apiName } },
            { onSuccess: () => navigate({ to: addresses.permissionSets() }) },
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
