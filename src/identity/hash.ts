// The form in which codes, tokens, links and session ids are stored, and secrets are compared.
import { hash } from "node:crypto";

/** SHA-256. What is hashed here is random, so that no salt and no slow hash are needed; passwords have `passwords.ts`. */
export const hashOf = (text: string): Buffer => hash("sha256", text, "buffer");
