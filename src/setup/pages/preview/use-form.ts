// What a script can be given and what it calls, as the server reads it: asked again a moment after the script was edited.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { server } from "../../kit/server.ts";

/** Milliseconds without an edit after which the script is read again. */
const PAUSE_MS = 400;

/** Milliseconds for which what was read of a text is kept after its page has gone. */
const KEPT_MS = 30_000;

export function useForm(agentId: string, source: string, enabled: boolean) {
  const [settled] = useDebouncedValue(source, PAUSE_MS);
  return useQuery({
    queryKey: ["previewForm", agentId, settled],
    queryFn: ({ signal }) =>
      server.call("previewForm", { params: { agent: agentId }, body: { source: settled }, signal }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
}
