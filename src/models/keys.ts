// The keys that may be entered for a provider, and how each of them must look.
import { keyNamesOf, providers } from "./providers.ts";

/** Values that are no secrets: they become part of an address, and must not lead it elsewhere. */
const plain: readonly string[] = ["AWS_REGION", "AZURE_RESOURCE_NAME"];

/** Whether the value of a variable must never be shown again. */
export const isSecret = (name: string): boolean => !plain.includes(name);

/** Every variable that may be entered. */
export const keyNames: readonly string[] = [...new Set(providers.flatMap(keyNamesOf))];

/** What is wrong with a value, as a sentence that does not repeat it. */
export function keyProblem(name: string, value: string): string | undefined {
  if (isSecret(name)) {
    if (/^[\x21-\x7e]{12,4000}$/.test(value)) return undefined;
    return `A value of ${name} has at least 12 characters and no space: copy the key whole, and nothing around it.`;
  }
  if (/^[A-Za-z0-9-]{2,64}$/.test(value)) return undefined;
  return `A value of ${name} is a name of letters, digits and hyphens.`;
}
