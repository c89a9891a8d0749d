// Reads the parameters of a request to an OAuth endpoint from its query and its form body, strictly.
import { refuse } from "./refusal.ts";

/** A parameter: name and value, decoded. */
export type Field = readonly [name: string, value: string];

/** The one type of a form body that is read. */
export const FORM = "application/x-www-form-urlencoded";

/** Whether a Content-Type header announces a form. */
export const isForm = (contentType: string | undefined): boolean =>
  (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase() === FORM;

/**
 * The parameters of a query string, then those of a form body. A body of any other type holds no parameters: a JSON
 * body is therefore answered as a missing grant type, as the original does (oauth spec §2.15).
 * Parameters without a value count as omitted (RFC 6749 §3.2).
 */
export function readFields(query: string, contentType: string | undefined, body: string): readonly Field[] {
  return [...decodeForm(query), ...decodeForm(isForm(contentType) ? body : "")];
}

function decodeForm(text: string): Field[] {
  const fields: Field[] = [];
  for (const pair of text.split("&")) {
    const at = pair.indexOf("=");
    if (at > 0 && at < pair.length - 1) fields.push([decode(pair.slice(0, at)), decode(pair.slice(at + 1))]);
  }
  return fields;
}

function decode(text: string): string {
  const decoded = formDecode(text);
  if (decoded === undefined) {
    throw refuse({ reason: "form_malformed", why: "a parameter is not valid percent-encoded UTF-8" });
  }
  return decoded;
}

/** One form-urlencoded word; `undefined` when an escape is malformed or the bytes are not UTF-8. */
export function formDecode(text: string): string | undefined {
  // Keys, secrets and grant types are made of letters that need no escape, and there are thousands of them a second.
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** The first field of this name. */
export const fieldOf = (fields: readonly Field[], name: string): string | undefined =>
  fields.find(([key]) => key === name)?.[1];

/** The field of this name, which the request must have. */
export function requiredField(fields: readonly Field[], name: string): string {
  const value = fieldOf(fields, name);
  if (value === undefined) throw refuse({ reason: "parameter_missing", name });
  return value;
}
