// The server's log: one JSON object a line, or readable text on a terminal; no secret and no control character gets in.
import { type Logger, pino, stdTimeFunctions } from "pino";
import pretty from "pino-pretty";

export type Log = Logger;

export interface LogSettings {
  readonly logLevel: "debug" | "error" | "info" | "silent" | "warn";
  readonly logFormat: "auto" | "json" | "text";
}

/** Fields whose value is never written, at the top of a line or one level down (invariant I1). */
const SECRETS = [
  "access_token",
  "assertion",
  "authorization",
  "client_assertion",
  "client_secret",
  "code_verifier",
  "consumerSecret",
  "cookie",
  "oauth_token",
  "password",
  "refresh_token",
  "secret",
  "secretKey",
  "token",
];

/** A log that writes to `stream`, as a rule standard error. `auto` means text on a terminal and JSON elsewhere. */
export function createLog(settings: LogSettings, stream: NodeJS.WritableStream & { isTTY?: boolean }): Log {
  const terminal = stream.isTTY === true;
  const asText = settings.logFormat === "text" || (settings.logFormat === "auto" && terminal);
  return pino(
    {
      level: settings.logLevel,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, write) {
          write.apply(this, args.map((arg) => (typeof arg === "string" ? oneLine(arg) : arg)) as typeof args);
        },
      },
      serializers: { err: (error: unknown) => describeError(error) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
    },
    asText
      ? pretty({ destination: stream, colorize: terminal, singleLine: true, sync: true, translateTime: "SYS:HH:MM:ss" })
      : stream,
  );
}

interface DescribedError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** An error with its stack and up to three causes. */
function describeError(error: unknown, causes = 3): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: printable(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(typeof code === "string" ? { code } : {}),
    message: printable(error.message),
    ...(error.stack === undefined ? {} : { stack: printable(error.stack) }),
    ...(error.cause === undefined || causes === 0 ? {} : { cause: describeError(error.cause, causes - 1) }),
  };
}

/**
 * Text of others, fit for a line: credentials in URLs, headers and forms are cut out, and control characters, with
 * which a terminal could be made to lie, are spelled out.
 */
function printable(text: string): string {
  return text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, "$1 [secret]")
    .replace(
      /\b(client_secret|password|(?:client_)?assertion|(?:access_|id_|oauth_|refresh_)?token|code(?:_verifier)?|csrf|otp|sid)=[^&;\s]+/gi,
      "$1=[secret]",
    )
    .replace(/(\/\/[^/\s:@]*):[^@\s/]+@/g, "$1:[secret]@")
    .replace(/(?![\n\t])\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** A message may quote what a user or an action said: it cannot look like lines of its own. */
const oneLine = (text: string) => printable(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
