// New User: a person, or a user for an app to run as.
import { useNavigate } from "@tanstack/react-router";
import { addresses } from "../../addresses.ts";
import { useTell } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { emptyUser, saidOf, UserForm } from "./user-form.tsx";

export default function NewUser() {
  const navigate = useNavigate();
  const make = useTell("makeUser", ["people", "users", "runAsCandidates"]);
  return (
    <PageFrame
      title="New User"
      about="A person gets a link to set a password afterwards. A user that an app runs as needs none."
      up={{ label: "Users", to: addresses.users() }}
    >
      <UserForm
        initial={emptyUser}
        isNew
        saving={make.isPending}
        error={make.error}
        onCancel={() => navigate({ to: addresses.users() })}
        onSave={(fields) =>
          make.mutate(
            { body: { username: fields.username.trim(), fields: saidOf(fields) } },
            { onSuccess: ({ id }) => navigate({ to: addresses.user(id) }) },
          )
        }
      />
    </PageFrame>
  );
}
