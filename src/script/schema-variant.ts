// Kinds of nodes a host runs by itself, `schema: "node://…"`: what each may say (spec §2.11).
import type { Fields } from "./schema-field.ts";
import { nodeFields } from "./schema-node.ts";

/** A kind of node. */
export interface Variant {
  /** What `schema` says. A `*` stands for a part of the author's choice. */
  readonly address: string;
  /** What it is, in one sentence. */
  readonly says: string;
  readonly fields: Fields;
  /** What a field of ordinary nodes is here: an error, or a warning for kinds that nobody but their author knows. */
  readonly strange: "error" | "warning";
  /** The platform runs it in tests, not in production. */
  readonly trial?: true;
}

const group: Fields[string] = {
  kind: "map",
  says: "Values handed to the node: each a variable, or a literal.",
  value: "bound",
  fields: { description: { kind: "text", says: "What the value is." } },
};

const { before_reasoning, after_reasoning, ...kept } = nodeFields;

/** What every kind may say, with the groups its `parameters` have. */
const fieldsWith = (groups: Fields): Fields => ({
  ...kept,
  parameters: { kind: "block", says: "What the node is handed, in groups.", fields: groups },
  on_init: { kind: "procedure", says: "Runs when the node is entered." },
  on_exit: { kind: "procedure", says: "Runs when the node is left." },
});

const reasoning = kept.reasoning as Fields[string];
const { instructions, ...tools } = reasoning.fields as Fields;

/** The kinds there are. */
export const variants: readonly Variant[] = [
  {
    address: "node://commerce/shopper_agent/v1",
    says: "The platform's shopping assistant; it has no instructions.",
    fields: { ...fieldsWith({ template: group }), reasoning: { ...reasoning, fields: tools } },
    strange: "error",
  },
  {
    address: "node://tableau/analyze_data/v1",
    says: "The platform's data analyst.",
    fields: fieldsWith({ context: group }),
    strange: "error",
  },
  {
    address: "node://byon/*/*/*",
    says: "A node of your own, by namespace, type and version; not for production on the platform.",
    fields: fieldsWith({ "*": group }),
    strange: "warning",
    trial: true,
  },
];

/** Everything a node of any kind may say: what is read while the kind is not known. */
export const anyNodeFields: Fields = { ...nodeFields, ...fieldsWith({ "*": group }) };

/** The kind an address names; `undefined` when it names none. */
export const variantNamed = (address: string): Variant | undefined =>
  variants.find((variant) => {
    const [wanted, given] = [variant.address.split("/"), address.split("/")];
    return (
      wanted.length === given.length &&
      wanted.every((part, at) => (part === "*" ? given[at] !== "" : part === given[at]))
    );
  });
