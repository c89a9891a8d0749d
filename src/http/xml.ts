// Writes a flat record as XML, for clients that ask for nothing else.

type Value = boolean | number | string | null | { readonly [name: string]: Value };

/** A document of one element: its fields as elements, in their order; nested records too. Names must be names of XML. */
export const asXml = (name: string, record: Value): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${element(name, record)}`;

function element(name: string, value: Value): string {
  if (value === null) return `<${name}/>`;
  const inside =
    typeof value === "object"
      ? Object.entries(value)
          .map(([field, inner]) => element(field, inner))
          .join("")
      : escaped(String(value));
  return `<${name}>${inside}</${name}>`;
}

/** Characters with a meaning are spelled out, and those that no document of XML 1.0 may hold are replaced (§2.2). */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
