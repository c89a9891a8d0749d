// A scope as people read it: its label, and its values in the words of the API.
import type { OfferedScope } from "../../../contract/setup-apps.ts";

export const scopeTitle = ({ label, values }: OfferedScope): string => `${label} (${values.join(", ")})`;
