// Questions to the server that are kept and asked again, and changes that make some of them stale.
import {
  keepPreviousData,
  QueryClient,
  type QueryKey,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { SetupBody, SetupCall, SetupParams, SetupQuery, SetupReply } from "../../contract/setup.ts";
import { type Parts, SetupRefusal } from "../../contract/setup-client.ts";
import type { Right } from "../../contract/setup-endpoint.ts";
import { useProof } from "./proof.tsx";
import { rememberWord, server } from "./server.ts";

/** Milliseconds for which an answer is shown without asking again. */
const FRESH_MS = 5_000;

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // A refusal will be the same the next time; only a server that does not answer is asked again.
        retry: (failures, error) => !(error instanceof SetupRefusal) && failures < 2,
        // Whether the browser thinks it has a network says nothing of a server on the same machine.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });

type Asked<C extends SetupCall> = { readonly params?: SetupParams<C>; readonly query?: Partial<SetupQuery<C>> };

/** The key under which an answer is kept. */
export const keyOf = <C extends SetupCall>(name: C, parts: Asked<C> = {}): QueryKey => [name, parts];

interface AskOptions {
  readonly enabled?: boolean;
  readonly everyMs?: number;
  /** Show the former answer until another question has its own: lists that are filtered do not flicker. */
  readonly keep?: boolean;
}

/** Ask a question of the server, and be told when the answer changes. */
export function useAsk<C extends SetupCall>(name: C, parts: Asked<C> = {}, options: AskOptions = {}) {
  return useQuery<SetupReply<C>>({
    queryKey: keyOf(name, parts),
    queryFn: ({ signal }) => server.call(name, { ...parts, signal } as Parts<C>),
    enabled: options.enabled ?? true,
    ...(options.everyMs !== undefined && { refetchInterval: options.everyMs }),
    ...(options.keep && { placeholderData: keepPreviousData }),
  });
}

/** Who is at the page. Everything below the shell may rely on it: the shell shows nothing before it is known. */
export function useMe() {
  const me = useAsk("me");
  if (me.data) rememberWord(me.data.csrf);
  return me;
}

/** Whether the person at the page has a right; not, while it is not known who they are. The server asks for it again. */
export const useMay = (right: Right): boolean => useMe().data?.rights.includes(right) ?? false;

export type Told<C extends SetupCall> = { readonly params?: SetupParams<C>; readonly body?: SetupBody<C> };

/**
 * Tell the server to do something. Where it wants a proof of who the person is, they are asked for it and the call is
 * repeated. Afterwards the answers to the calls in `stale` are asked for again.
 */
export function useTell<C extends SetupCall>(name: C, stale: readonly SetupCall[] = []) {
  const client = useQueryClient();
  const prove = useProof();
  return useMutation<SetupReply<C>, Error, Told<C>>({
    mutationFn: async (told) => {
      const call = () => server.call(name, told as Parts<C>);
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof SetupRefusal) || error.error !== "ProofRequiredError") throw error;
        await prove();
        return call();
      }
    },
    onSuccess: () => Promise.all(stale.map((each) => client.invalidateQueries({ queryKey: [each] }))),
  });
}
