// The cookies of people's browsers: what they are called, how they are set, and how they are read.

/**
 * `sid`: the login session. `pre`: a browser that shows a form which begins one. `asked`: a browser that was asked
 * something on the way to a code; it outlives the login, which is part of that way.
 */
export type CookieName = "sid" | "pre" | "asked";

/** Ids and tokens of ours, as cookies hold them: 32 random bytes. */
const OURS = /^[A-Za-z0-9_-]{43}$/;

/**
 * The name on the wire. Over TLS the prefix makes the browser hold the cookie to this very host (RFC 6265bis §4.1.3.2):
 * a page of a sibling domain cannot plant one.
 */
const onTheWire = (name: CookieName, origin: string) => (isSecure(origin) ? `__Host-${name}` : name);

/** Whether an origin is reached over TLS. */
export const isSecure = (origin: string) => origin.startsWith("https:");

/**
 * A Set-Cookie value. No script reads it, and no other site's form carries it. It lives as long as the browser runs; the
 * server's own record ends it earlier.
 */
export const setCookie = (name: CookieName, value: string, origin: string): string =>
  `${onTheWire(name, origin)}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure(origin) ? "; Secure" : ""}`;

/** A Set-Cookie value that takes the cookie away. */
export const dropCookie = (name: CookieName, origin: string): string => `${setCookie(name, "", origin)}; Max-Age=0`;

/** The values that a Cookie header gives a name: none, one, or several. */
export const cookieValues = (header: string | undefined, name: string): readonly string[] =>
  (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));

/**
 * The value of a cookie of ours in a Cookie header. One that is there twice is refused: whoever can plant a second one
 * must not choose which counts.
 */
export function readCookie(header: string | undefined, name: CookieName, origin: string): string | undefined {
  const found = cookieValues(header, onTheWire(name, origin));
  const [value] = found;
  return found.length === 1 && value !== undefined && OURS.test(value) ? value : undefined;
}
