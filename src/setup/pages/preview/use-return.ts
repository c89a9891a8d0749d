// Brings a conversation back after a reload, in a second tab, or when somebody was elsewhere: by its id in the address, else
// the one that was left open.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { PreviewTalk } from "../../../contract/setup-preview.ts";
import { useAsked } from "../../kit/address.ts";
import { server } from "../../kit/server.ts";

/** Milliseconds between looks at a turn that runs for another tab. */
const AGAIN_MS = 1_000;

/**
 * @param comesBack false where the page begins anew
 * @param session of the conversation on the page; it is kept in the address
 * @param elsewhere true while a turn of it runs for another tab
 * @param take shows what was found
 */
export function useReturn(
  {
    agentId,
    comesBack,
    session,
    elsewhere,
  }: {
    readonly agentId: string;
    readonly comesBack: boolean;
    readonly session: string | undefined;
    readonly elsewhere: boolean;
  },
  take: (kept: PreviewTalk) => void,
) {
  const { preview: named } = useAsked();
  const navigate = useNavigate();
  const [looking, setLooking] = useState(comesBack);
  const [error, setError] = useState<Error>();
  const address = (id: string | undefined) =>
    navigate({ to: ".", search: (former: object) => ({ ...former, preview: id }), replace: true } as never);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the address said on arrival is looked for
  useEffect(() => {
    if (!comesBack) return;
    const control = new AbortController();
    const look = async () => {
      const { signal } = control;
      const params = { agent: agentId };
      const id = typeof named === "string" ? named : (await server.call("latestPreview", { params, signal })).session;
      const found = id === null ? undefined : await server.call("previewTalk", { params: { session: id }, signal });
      if (found && !signal.aborted) take(found);
    };
    look()
      .catch((failure: Error) => !control.signal.aborted && setError(failure))
      .finally(() => !control.signal.aborted && setLooking(false));
    return () => control.abort();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows the conversation, not the other way round
  useEffect(() => {
    if (!looking && named !== session) address(session);
  }, [looking, session]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one look after another until the turn is over
  useEffect(() => {
    if (!elsewhere || session === undefined) return;
    const timer = setInterval(() => server.call("previewTalk", { params: { session } }).then(take, setError), AGAIN_MS);
    return () => clearInterval(timer);
  }, [elsewhere, session]);

  return { looking, error };
}
