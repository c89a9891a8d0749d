// A new password as forms ask for it: typed twice, so that a slip of the hand locks nobody out.
import { Undeclarable } from "../identity/declare.ts";
import type { Form } from "./browser.ts";

/** A new password that was typed twice. Throws `Undeclarable` when the two differ. */
export function sameTwice(form: Form): string {
  const password = form("password") ?? "";
  if (password !== (form("again") ?? "")) throw new Undeclarable(["The two passwords differ: type the same twice."]);
  return password;
}
