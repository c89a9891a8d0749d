// New Permission Set: a name for what some users may and others may not.
import { useNavigate } from "@tanstack/react-router";
import { addresses } from "../../addresses.ts";
import { useTell } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { emptySet, PermissionSetForm } from "./permission-set-form.tsx";

export default function NewPermissionSet() {
  const navigate = useNavigate();
  const make = useTell("changePermissionSet", ["permissionSets"]);
  return (
    <PageFrame
      title="New Permission Set"
      about="Who holds it is said on the page of each user."
      up={{ label: "Permission Sets", to: addresses.permissionSets() }}
    >
      <PermissionSetForm
        initial={emptySet}
        isNew
        saving={make.isPending}
        error={make.error}
        onCancel={() => navigate({ to: addresses.permissionSets() })}
        onSave={({ apiName, ...body }) =>
          make.mutate(
            { params: { set: apiName }, body: { ...body, was: null } },
            { onSuccess: () => navigate({ to: addresses.permissionSet(apiName) }) },
          )
        }
      />
    </PageFrame>
  );
}
