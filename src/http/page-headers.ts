// The headers that hold a page to what it is: one table, and what a page may do besides being read.
import { createHash } from "node:crypto";

/** What a page may do. */
export interface PageUse {
  /** Sources that its forms may be sent to, redirects included, as a Content-Security-Policy names them. */
  readonly formAction?: readonly string[];
  /** The text of its style element. */
  readonly style?: string;
  /** Its address is https, and so is every other of this host. */
  readonly secure?: boolean;
}

/** A year, in seconds: what browsers take for meant. */
const YEAR_S = 31_536_000;

/** Each header with its value; `undefined` where a page has none. */
const headers: Readonly<Record<string, (use: PageUse) => string | undefined>> = {
  // No script, no foreign asset, no inline style but the one whose hash is named.
  "content-security-policy": ({ style, formAction = [] }) =>
    [
      "default-src 'none'",
      ...(style === undefined ? [] : [`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`]),
      "base-uri 'none'",
      `form-action ${formAction.length === 0 ? "'none'" : formAction.join(" ")}`,
      "frame-ancestors 'none'",
    ].join("; "),
  // A client may open the way to its authorization in a window of its own, and watch for that window's end as jsforce does.
  "cross-origin-opener-policy": ({ formAction = [] }) => (leadsAway(formAction) ? "unsafe-none" : "same-origin"),
  "cross-origin-resource-policy": () => "same-origin",
  "x-frame-options": () => "DENY",
  "x-content-type-options": () => "nosniff",
  "cache-control": () => "no-store",
  // A form of ours is checked by its Origin, which a browser writes as `null` under `no-referrer`. No other site learns
  // an address from either.
  "referrer-policy": ({ formAction = [] }) => (formAction.length === 0 ? "no-referrer" : "same-origin"),
  // Over http a browser ignores it; sent there by mistake it would shut the page behind a name that has no TLS.
  "strict-transport-security": ({ secure = false }) => (secure ? `max-age=${YEAR_S}` : undefined),
};

const leadsAway = (formAction: readonly string[]) => formAction.some((source) => source !== "'self'");

/** The headers of a page, or of a redirect or a text that stands in its place. */
export const pageHeaders = (use: PageUse): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, toldOf]) => {
      const value = toldOf(use);
      return value === undefined ? [] : [[name, value]];
    }),
  );
