// JSON on its way into `jsonb`, which holds neither U+0000 nor half of a surrogate pair, though models, actions and
// scripts may say both: each becomes U+FFFD, since a turn must not fail for a character nobody can see.

/** Looked for first: hardly any text has one. */
const unstorable = /\\u(0000|d[89a-f])/;

/** Every escape is taken whole, so that a backslash that is itself escaped starts none. */
const escapes = /\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g;

/**
 * A value as JSON text for a `jsonb` column. `JSON.stringify` escapes U+0000 and lone halves of surrogate pairs, and
 * writes whole pairs as they are.
 */
export function jsonb(value: unknown): string {
  const text = JSON.stringify(value);
  return unstorable.test(text)
    ? text.replace(escapes, (written, code: string) => (code.length === 1 ? written : "\ufffd"))
    : text;
}
