// The form in which codes, tokens, links and session ids are stored, and secrets are compared.
import { createHash } from "node:crypto";

/** SHA-256. What is hashed here is random, so that no salt and no slow hash are needed; passwords have `passwords.ts`. */
export const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();
