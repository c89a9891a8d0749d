// An operation of the server's public API as the documents tell it.
import type { z } from "zod";
import type { ProblemCode } from "./problems.ts";

export interface Operation {
  readonly id: string;
  readonly method: "delete" | "get" | "patch" | "post";
  readonly path: string;
  readonly tag: "Agent API" | "Data API" | "Extensions" | "OAuth" | "Pages";
  readonly security?: "accessToken" | "clientBasic" | "jwtBearer";
  /** In which shape it refuses; that of the Agent API unless it says otherwise. */
  readonly refusals?: "authorize" | "data" | "oauth" | "page" | "word";
  readonly summary: string;
  readonly about: string;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly type: string; readonly schema: z.ZodType | FormSchema; readonly example: unknown };
  readonly reply: {
    readonly status: number;
    readonly about: string;
    /** `application/json` unless it says otherwise. */
    readonly type?: string;
    readonly schema?: z.ZodType;
    readonly headers?: Readonly<Record<string, string>>;
    readonly example?: unknown;
  };
  /** Where a browser may be sent on in place of the reply. */
  readonly redirect?: { readonly status: 302 | 303; readonly about: string };
  /** Problems of this operation alone; `problemsOf` adds those of its kind. */
  readonly problems: readonly ProblemCode[];
}

export interface Parameter {
  readonly name: string;
  readonly in: "header" | "path" | "query";
  readonly required: boolean;
  readonly description: string;
}

/** The fields of a form. */
export interface FormSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, { readonly type: "string"; readonly description: string }>>;
  readonly required: readonly string[];
}
