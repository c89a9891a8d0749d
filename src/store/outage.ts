// A database that is away: unreachable, shutting down, silent, or only to be read. The statement was not at fault and may be
// sent again.

export class Outage extends Error {
  readonly code = "DATABASE_AWAY";

  constructor(cause: unknown) {
    super("the database does not answer", { cause });
    this.name = "Outage";
  }
}

const codes: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "ETIMEDOUT"]);

/** The same error, as an `Outage` when that is what it means. */
export function orOutage(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // 08: connection, 25006: read-only, as a standby is, 53: out of resources, 57P: the server is stopping or starting
  // (PostgreSQL, appendix A).
  const away = codes.has(code) || (typeof code === "string" && /^(?:08|25006|53|57P)/.test(code));
  const silent =
    typeof message === "string" && /^(?:Query read timeout|Connection terminated|timeout exceeded)/.test(message);
  return away || silent ? new Outage(error) : error;
}
