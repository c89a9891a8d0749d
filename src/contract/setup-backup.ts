// The part of Setup's API through which `dragoman backup` and `dragoman doctor` get at a database that is in use.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";

/** Where the data of a server is, for a command that runs beside it. */
export const DatabaseCopy = z.object({
  keeps: z.enum(["folder", "memory", "server"]).describe("Where the database is"),
  folder: z
    .string()
    .nullable()
    .describe("A data folder with a copy of the embedded database, gone when the stream ends; null for any other"),
  keyId: z.string().describe("Names the secret key that seals the secrets in it"),
});
export type DatabaseCopy = z.infer<typeof DatabaseCopy>;

export const backupEndpoints = {
  /** The copy stands for as long as the stream is read; it is told again from time to time, so that nobody hangs up. */
  copyDatabase: { method: "POST", path: "/copy", right: "operate", reply: DatabaseCopy, events: true },
} as const satisfies Endpoints;
