// What stands in a form, what has changed, and what the server found wrong with it.
import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type Brief, changesOf, typedOf } from "./draft.ts";
import type { Field, Typed } from "./field-types.ts";
import { noProblems, type PlacedProblems, placeProblems } from "./problem-places.ts";

/**
 * A form of these fields that begins with `brief`. What others change meanwhile is no change of this form: saving it does
 * not undo theirs. Leaving the page asks first while something is not saved.
 */
export function useForm(fields: readonly Field[], brief: Brief) {
  const [begun] = useState(brief);
  const [typed, setTyped] = useState(() => typedOf(fields, begun));
  const [problems, setProblems] = useState<PlacedProblems>(noProblems);
  const left = useRef(false);
  const changes = changesOf(fields, begun, typed);
  const dirty = Object.keys(changes).length > 0;
  useBlocker({
    shouldBlockFn: () => !left.current && !window.confirm("What you typed is not saved. Leave all the same?"),
    enableBeforeUnload: () => !left.current,
    disabled: !dirty,
  });
  return {
    typed,
    problems,
    changes,
    change: (name: string, value: Typed) => setTyped((now) => ({ ...now, [name]: value })),
    /** Show what was refused, at the fields; what was typed stays. */
    refuse: (message: string, more: readonly string[] = []) =>
      setProblems(placeProblems(message, [...fields.map(({ name }) => name), ...more])),
    forgive: () => setProblems(noProblems),
    /** The form is done with: leaving needs no question. */
    leave: () => {
      left.current = true;
    },
  };
}
