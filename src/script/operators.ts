// The operators between two values: how tightly each binds, which compare, which the language leaves out (spec §1.9, §3.3).
import type { BinaryOperator } from "./tree.ts";

export interface Operator {
  /** How tightly it binds; all of them lean left. */
  readonly binding: number;
  /** Whether it compares. Such a comparison is not compared again. */
  readonly compares: boolean;
  /** Set where only the extended language has it: what to do without it. */
  readonly instead?: string;
}

const joins = (binding: number): Operator => ({ binding, compares: false });
const compares: Operator = { binding: 4, compares: true };
const extended = (binding: number, instead: string): Operator => ({ binding, compares: false, instead });
const calculation = "Let an action do the calculation";

const table: Readonly<Record<BinaryOperator, Operator>> = {
  or: joins(1),
  and: joins(2),
  "==": compares,
  "!=": compares,
  "<": compares,
  ">": compares,
  "<=": compares,
  ">=": compares,
  is: compares,
  "is not": compares,
  "+": joins(5),
  "-": joins(5),
  "*": extended(6, calculation),
  "/": extended(6, calculation),
  "%": extended(6, calculation),
  in: extended(4, "Compare with `==`, or let an action look it up"),
  "not in": extended(4, "Compare with `!=`, or let an action look it up"),
};

/** Every operator by its sign. */
export const operators: ReadonlyMap<string, Operator> = new Map(Object.entries(table));

/** Binding of `not`, and of a sign before its operand. */
export const notBinding = 3;
export const unaryBinding = 7;

/** Binding of the target of `set`, so that `set a == b` stops before `==` (spec §1.9 note a). */
export const targetBinding = 5;

/** What other languages write for an operator of this one. */
export const foreignOperators: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ["&&", "and"],
  ["||", "or"],
  ["<>", "!="],
  ["===", "=="],
  ["!==", "!="],
  ["AND", "and"],
  ["OR", "or"],
  ["equals", "=="],
]);
