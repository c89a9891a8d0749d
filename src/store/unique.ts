// Recognises the database's refusal of a second row with the same key.

/** SQLSTATE `unique_violation` (PostgreSQL manual, appendix A). */
const uniqueViolation = "23505";

/** Whether a statement failed because a row with the same key exists. Ask this rather than looking before writing. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === uniqueViolation;
}
