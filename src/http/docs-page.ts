// The OpenAPI document as a page to read: every operation, every refusal and every schema, without a script.
import type { DocumentedOperation, JsonSchema, OpenApi, Response } from "../contract/openapi-shape.ts";
import { asHtml, page } from "./page.ts";

interface Row {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

/** The page of a document. */
export function docsPage(document: OpenApi): string {
  const rows: Row[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const tags = [...new Set(rows.flatMap(({ operation }) => operation.tags))];
  return page(document.info.title, [
    `<p>${asHtml(document.info.description)} Base: <code>${asHtml(document.servers[0]?.url ?? "/")}</code>.`,
    `The same for tools: <a href="/openapi.json">openapi.json</a>.</p>`,
    `<nav><ul>${rows.map(navItem).join("")}<li><a href="#anywhere">Refusals of any request</a></li><li><a href="#schemas">Schemas</a></li></ul></nav>`,
    ...tags.flatMap((tag) => [
      `<h2>${asHtml(tag)}</h2>`,
      ...rows.filter(({ operation }) => operation.tags.includes(tag)).map((row) => article(row, document)),
    ]),
    `<h2 id="anywhere">Refusals of any request</h2>`,
    ...Object.values(document.components.responses).map(refusals),
    `<h2 id="schemas">Schemas</h2>`,
    ...Object.entries(document.components.schemas).map(schemaArticle),
  ]);
}

const navItem = ({ operation: { operationId, summary } }: Row) =>
  `<li><a href="#${asHtml(operationId)}">${asHtml(summary)}</a></li>`;

function article({ method, path, operation }: Row, { components }: OpenApi): string {
  const { operationId, summary, description, security, parameters, requestBody, responses } = operation;
  const credentials = security.flatMap(Object.keys).map((scheme) => components.securitySchemes[scheme]?.description);
  return [
    `<article id="${asHtml(operationId)}">`,
    `<h3>${asHtml(summary)}</h3>`,
    `<p><span class="method">${method}</span> <code>${asHtml(path)}</code></p>`,
    `<p>${asHtml(description)}</p>`,
    `<p>${credentials.length > 0 ? `Credentials: ${asHtml(credentials.join(", or "))}` : "No credentials needed"}</p>`,
    ...(parameters.length > 0 ? ["<h4>Parameters</h4>", list(parameters.map(parameterItem))] : []),
    ...Object.entries(requestBody?.content ?? {}).flatMap(([type, { schema, example }]) => [
      `<h4>Request body <code>${asHtml(type)}</code></h4>`,
      schema.$ref ? `<p>${typeOf(schema)}</p>` : shapeOf(schema),
      sample(example, type),
    ]),
    ...Object.entries(responses).map(([status, response]) => (status < "400" ? success(status, response) : "")),
    `<details><summary>Refusals</summary>`,
    ...Object.entries(responses).map(([status, response]) => (status >= "400" ? refusals(response) : "")),
    `<p>Any request can also meet <a href="#anywhere">these</a>.</p></details>`,
    "</article>",
  ].join("\n");
}

function success(status: string, { description = "", headers = {}, content = {} }: Response): string {
  return [
    `<h4>Reply <code>${asHtml(status)}</code></h4>`,
    `<p>${asHtml(description)}</p>`,
    ...(Object.keys(headers).length > 0
      ? [list(Object.entries(headers).map(([name, header]) => item(name, "header", header.description)))]
      : []),
    ...Object.entries(content).map(
      ([type, { schema, example }]) => `<p><code>${asHtml(type)}</code>: ${typeOf(schema)}</p>${sample(example, type)}`,
    ),
  ].join("\n");
}

/** Each problem with its status, error name and sentence, taken from the examples. */
function refusals({ content = {} }: Response): string {
  const examples = Object.values(content).flatMap(({ examples = {} }) => Object.values(examples));
  return list(examples.map(({ value }) => refusalItem(value)));
}

const refusalItem = (value: unknown) => {
  if (typeof value === "string") return item(value, "", "");
  const [told] = [value].flat() as [Record<string, unknown>];
  const { status, error, errorCode, message, error_description: description } = told;
  return item([status, error, errorCode].filter(Boolean).join(" "), "", String(message ?? description ?? ""));
};

const parameterItem = ({ name, in: place, required, description }: DocumentedOperation["parameters"][number]) =>
  item(name, `${place}${required ? ", required" : ""}`, description);

const item = (name: string, kind: string, about: string) =>
  `<dt><code>${asHtml(name)}</code> ${asHtml(kind)}</dt><dd>${asHtml(about)}</dd>`;
const list = (items: readonly string[]) => (items.length > 0 ? `<dl>${items.join("")}</dl>` : "");

/** An example as it travels: a form as a form, text as it is, anything else as JSON. */
function sample(example: unknown, type: string): string {
  if (example === undefined) return "";
  const text = typeof example === "string" ? example : (written[type] ?? asJson)(example as object);
  return `<pre tabindex="0">${text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)}</pre>`;
}

const asJson = (example: object) => JSON.stringify(example, undefined, 2);
const asForm = (example: object) =>
  Object.entries(example)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
const written: Readonly<Record<string, (example: object) => string>> = { "application/x-www-form-urlencoded": asForm };

function schemaArticle([name, schema]: [string, JsonSchema]): string {
  return [
    `<article id="schema-${asHtml(name)}">`,
    `<h3>${asHtml(name)}</h3>`,
    ...(schema.description ? [`<p>${asHtml(schema.description)}</p>`] : []),
    shapeOf(schema),
    "</article>",
  ].join("\n");
}

/** The fields of an object, the cases of a choice, or the type of anything else. */
function shapeOf(schema: JsonSchema): string {
  const cases = schema.oneOf ?? schema.anyOf;
  if (cases)
    return `<p>One of:</p><ul>${cases.map((one) => `<li>${one.$ref ? typeOf(one) : shapeOf(one)}</li>`).join("")}</ul>`;
  if (!schema.properties) return `<p>${typeOf(schema)}</p>`;
  return list(
    Object.entries(schema.properties).map(([name, field]) => {
      const needed = schema.required?.includes(name) ? ", required" : "";
      const inner = field.properties ? shapeOf(field) : "";
      return `<dt><code>${asHtml(name)}</code> ${typeOf(field)}${needed}</dt><dd>${asHtml(field.description ?? "")}${inner}</dd>`;
    }),
  );
}

/** A schema in a few words, references as links. */
function typeOf(schema: JsonSchema): string {
  if (schema.$ref) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    return `<a href="#schema-${asHtml(name)}">${asHtml(name)}</a>`;
  }
  if (schema.const !== undefined) return `<code>${asHtml(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((one) => `<code>${asHtml(JSON.stringify(one))}</code>`).join(" | ");
  const cases = schema.anyOf ?? schema.oneOf;
  if (cases) return cases.map(typeOf).join(" | ");
  if (schema.items) return `array of ${typeOf(schema.items)}`;
  return schema.type ? asHtml([schema.type].flat().join(" | ")) : "any value";
}
