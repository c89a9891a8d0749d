// Asks a person for the password again before a secret is shown or something grave is done.
import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { createContext, type FormEvent, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { server } from "./server.ts";

/** The person closed the question: what needed the proof is not done. */
export class NotProven extends Error {
  constructor() {
    super("Nothing was done: it needs your password.");
    this.name = "NotProven";
  }
}

const ProofContext = createContext<() => Promise<void>>(() => Promise.reject(new NotProven()));

/** A function that resolves once the person has given the password, and rejects with `NotProven` when they will not. */
export const useProof = () => useContext(ProofContext);

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (reason: NotProven) => void;
}

export function ProofProvider({ children }: { readonly children: ReactNode }) {
  const waiting = useRef<Waiting | undefined>(undefined);
  const [opened, setOpened] = useState(false);
  const prove = useCallback(
    () =>
      new Promise<void>((resolve, reject) => {
        waiting.current = { resolve, reject };
        setOpened(true);
      }),
    [],
  );
  const settle = (proven: boolean) => {
    setOpened(false);
    if (proven) waiting.current?.resolve();
    else waiting.current?.reject(new NotProven());
    waiting.current = undefined;
  };
  return (
    <ProofContext value={prove}>
      {children}
      <Modal opened={opened} onClose={() => settle(false)} title="Verify your identity" centered>
        {opened && <ProofForm onSettled={settle} />}
      </Modal>
    </ProofContext>
  );
}

function ProofForm({ onSettled }: { readonly onSettled: (proven: boolean) => void }) {
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { proven } = await server.call("prove", { body: { password } });
      if (proven) return onSettled(true);
      setProblem("That is not the password, or the user is locked for a while.");
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">What comes next shows or changes a secret. Give your password to go on.</Text>
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onSettled(false)}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Verify
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
