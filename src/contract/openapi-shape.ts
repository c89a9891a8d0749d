// What the OpenAPI document is made of, as types, and how its parts refer to schemas.
import type { z } from "zod";

/** As much of JSON Schema as the contract's schemas come to. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

export interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}
export interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: Readonly<Record<string, Content>>;
}
export interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Readonly<{
    name: string;
    in: string;
    required: boolean;
    description: string;
    schema: JsonSchema;
  }>[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** How a caller proves who it is: "http" by bearer token or by Basic (OpenAPI 3.1 §4.8.27). */
interface SecurityScheme {
  readonly type: "http";
  readonly scheme: "basic" | "bearer";
  readonly bearerFormat?: string;
  readonly description: string;
}

export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

/** The name a schema has in the document. */
export function nameOf(schema: z.ZodType): string {
  const name = schema.meta()?.id;
  if (!name) throw new Error("a schema of the OpenAPI document has no name: give it .meta({ id })");
  return name;
}

export const refTo = (schema: z.ZodType): JsonSchema => ({ $ref: `#/components/schemas/${nameOf(schema)}` });

/** Headers of a reply, by name, with what they say. */
export const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
