// Asks once more before a draft is lost.
import { useState } from "react";
import { AskFirst } from "../../kit/ask-first.tsx";

export interface Confirmed {
  readonly title: string;
  readonly says: string;
  readonly button: string;
  /** Tells by itself where it did not work. */
  readonly deed: () => unknown;
}

export function ConfirmDialog({
  of: { title, says, button, deed },
  onClose,
}: {
  readonly of: Confirmed;
  readonly onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    await deed();
    onClose();
  };
  return (
    <AskFirst title={title} button={button} busy={busy} onGo={go} onClose={onClose}>
      {says}
    </AskFirst>
  );
}
