// Where a browser may be sent back to: which callback URLs an app may have, and whether a request names one of them.
import { isLoopback } from "../../contract/loopback.ts";

/** What browsers run or open themselves, and what leads nowhere: never a callback. */
// biome-ignore format: a list of words reads better in lines than one below the other
const NO_CALLBACK: ReadonlySet<string> = new Set([
  "about:", "blob:", "chrome:", "data:", "file:", "filesystem:", "ftp:", "javascript:", "mailto:", "tel:", "vbscript:",
  "view-source:", "ws:", "wss:",
]);

/**
 * What is wrong with a callback URL, in a sentence; `undefined` when an app may have it: https, http on the user's own
 * machine, or a scheme of the app's own (oauth spec §1.2, RFC 8252 §7).
 */
export function callbackProblem(callbackUrl: string): string | undefined {
  const url = URL.parse(callbackUrl);
  const shown = JSON.stringify(callbackUrl.slice(0, 200));
  if (!url || /[^\x21-\x7e]|["'<>\\^`{|}]/.test(callbackUrl)) return `${shown} is not an absolute URL in plain ASCII`;
  if (callbackUrl.includes("#")) return `${shown} has a fragment, which a callback URL must not have (RFC 6749 §3.1.2)`;
  if (url.username || url.password) return `${shown} has a user name in it, which a callback URL must not have`;
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return `${shown} would send codes in clear: use https, or http on localhost`;
  }
  if (NO_CALLBACK.has(url.protocol)) return `${shown} has a scheme that no app can be called back by`;
  return undefined;
}

/**
 * The redirect URI as it may be used, or `undefined`. Compared as text and whole with each registered one (RFC 9700
 * §2.1). `anyLoopbackPort`: an http URL on a loopback address may have another port than the registered one, since the
 * system gives a native app its port (RFC 8252 §7.3).
 */
export function matchRedirect(
  registered: readonly string[],
  given: string,
  { anyLoopbackPort }: { readonly anyLoopbackPort: boolean },
): string | undefined {
  if (callbackProblem(given) !== undefined) return undefined;
  if (registered.includes(given)) return given;
  const portless = anyLoopbackPort ? withoutLoopbackPort(given) : undefined;
  return portless !== undefined && registered.some((each) => withoutLoopbackPort(each) === portless)
    ? given
    : undefined;
}

/** An http URL on a loopback host with its port cut out of the text; `undefined` for every other URL. */
function withoutLoopbackPort(url: string): string | undefined {
  const parts = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?((?:[/?].*)?)$/.exec(url);
  return parts ? `${parts[1]} ${parts[2]}` : undefined;
}

/** A URL as a Content-Security-Policy names it: its origin, or the bare scheme of an app of its own. */
export function formTargetOf(url: string): string {
  const { protocol, origin } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? origin : protocol;
}

/** A URI with parameters added behind those it has, percent-encoded so that every client reads the same. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const added = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return `${uri}${uri.includes("?") ? (/[?&]$/.test(uri) ? "" : "&") : "?"}${added.join("&")}`;
}
