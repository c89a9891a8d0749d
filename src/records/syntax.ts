// A query as it was written: the small part of SOQL that is read here, with the place of every name and value.
import type { Comparison } from "../store/records.ts";

/** Characters from the beginning of the query. */
export type At = number;

export interface Name {
  readonly text: string;
  readonly at: At;
}

export interface Literal {
  readonly value: Date | boolean | number | string | null;
  /** Of a text: the same for `LIKE`, in which `%` and `_` match. */
  readonly pattern?: string;
  readonly at: At;
}

/** `SELECT … FROM type WHERE … ORDER BY … LIMIT … OFFSET …` */
export interface Query {
  readonly select: readonly Selected[] | "count";
  readonly from: Name;
  readonly where: Expression | undefined;
  readonly orderBy: readonly Ordering[];
  readonly limit: number | undefined;
  readonly offset: number;
}

export type Selected =
  | { readonly kind: "children"; readonly query: Query }
  | { readonly kind: "field"; readonly name: Name };

export type Expression =
  | { readonly kind: "all" | "any"; readonly of: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression }
  | {
      readonly kind: "compare";
      readonly field: Name;
      readonly comparison: Comparison;
      readonly value: Literal;
    }
  | { readonly kind: "in"; readonly field: Name; readonly of: Query | readonly Literal[] };

export interface Ordering {
  readonly field: Name;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}
