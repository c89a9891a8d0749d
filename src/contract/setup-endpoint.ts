// One row of the API that Setup and the command line use: what is asked, what comes back, and which right it takes.
import { z } from "zod";

/** What there is to do. `see` is to read everything but secrets; `operate` is the operator's of the machine alone. */
export const Right = z.enum([
  "see",
  "see_secrets",
  "see_audit",
  "build_agents",
  "activate_agents",
  "manage_apps",
  "manage_users",
  "manage_org",
  "manage_keys",
  "operate",
]);
export type Right = z.infer<typeof Right>;

export interface Endpoint {
  /** A GET changes nothing and leaves no line in the audit trail. */
  readonly method: "GET" | "POST";
  /** Path below `SETUP_PATH`, with `:name` parameters. */
  readonly path: string;
  readonly right: Right;
  /** Set where a page needs a proof, not older than ten minutes, of who the user is. */
  readonly proof?: true;
  /** What may follow the question mark, besides `org`: everything there is text. */
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** One JSON reply; of a row with `events`, what each event of the stream holds. */
  readonly reply: z.ZodType;
  /** Set where the reply is a stream of server-sent events. */
  readonly events?: true;
}

export type Endpoints = Readonly<Record<string, Endpoint>>;

/** What a call sends and gets, from its row. */
export type ReplyOf<E extends Endpoint> = z.infer<E["reply"]>;
export type BodyOf<E extends Endpoint> = E extends { readonly body: infer B extends z.ZodType }
  ? z.infer<B>
  : undefined;
export type QueryOf<E extends Endpoint> = E extends { readonly query: infer Q extends z.ZodType }
  ? z.infer<Q>
  : undefined;
/** The parameters of a call, by the names in its path. */
export type ParamsOf<E extends Endpoint> = Readonly<Record<ParameterIn<E["path"]>, string>>;
type ParameterIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** Who calls, and the org it is about. */
export interface Caller {
  readonly orgId: string;
  /** For the audit trail. */
  readonly by: { readonly actor: string; readonly address?: string | undefined };
  /** The user at the page; absent where the operator of the machine calls. */
  readonly memberId?: string;
  readonly may: (right: Right) => boolean;
}

/** Functions that answer the rows of a table. Each refuses with a `Refused`. */
export type Handlers<Table extends Endpoints> = {
  readonly [C in keyof Table]: (
    caller: Caller,
    given: {
      readonly params: ParamsOf<Table[C]>;
      readonly query: QueryOf<Table[C]>;
      readonly body: BodyOf<Table[C]>;
      /** Set when the caller has gone; of a stream, also when the server stops. */
      readonly signal: AbortSignal;
    },
  ) => Table[C] extends { readonly events: true } ? AsyncIterable<ReplyOf<Table[C]>> : Promise<ReplyOf<Table[C]>>;
};
