// A real PostgreSQL from npm for the length of a measurement.
import { startPostgres } from "../test/support/postgres.ts";

export async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const postgres = await startPostgres();
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}
