// Deletes a key that was entered in Setup.
import type { ModelKey } from "../../../contract/setup-models.ts";
import { useTell } from "../../kit/ask.ts";
import { AskFirst } from "../../kit/ask-first.tsx";

export function DeleteKeyDialog({ of: { name }, onClose }: { readonly of: ModelKey; readonly onClose: () => void }) {
  const remove = useTell("deleteModelKey", ["models", "home"]);
  return (
    <AskFirst
      title={`Delete ${name}?`}
      button="Delete"
      busy={remove.isPending}
      error={remove.error}
      onGo={() => remove.mutate({ params: { name } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      No server uses it from then on. It stays valid with its provider: withdraw it there when somebody may know it.
    </AskFirst>
  );
}
