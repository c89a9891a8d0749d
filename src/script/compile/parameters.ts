// `actions` of a node: action definitions with their inputs and outputs, and inputs that are variables (spec §2.12).
import type { Element, Term } from "../syntax.ts";
import { declaredIn, parameterType } from "./declaration.ts";
import { targetName } from "./expression.ts";
import { below, describedAt, entriesOf, flagAt, type Lines, linesOf, literalOf, textAt } from "./fields.ts";
import { defined, type Json, type JsonObject } from "./json.ts";
import type { Names } from "./names.ts";
import { addressOf, titled } from "./text.ts";

/** Schemes that are another's alias. */
const schemes: Readonly<Record<string, string>> = {
  prompt: "generatePromptResponse",
  serviceCatalog: "createCatalogItemRequest",
  integrationProcedureAction: "executeIntegrationProcedure",
  expressionSet: "runExpressionSet",
  placeholder: "stub",
};

/** A target as type and name. Without a target, an external service of the same name is meant. */
function invocationOf(uri: string | undefined, name: string): JsonObject {
  const { scheme, path } = addressOf(uri ?? name);
  const known = Object.hasOwn(schemes, scheme) ? (schemes[scheme] as string) : scheme;
  return {
    invocation_target_type: known || "externalService",
    invocation_target_name: known === "stub" ? name : path || name,
  };
}

/** The action definitions of a node. */
export const actionDefinitions = (actions: Lines, names: Names): readonly JsonObject[] =>
  [...entriesOf(actions)].map(([name, element]) => {
    const lines = linesOf(element, actions);
    const label = textAt(lines, "label") ?? titled(name);
    return defined({
      developer_name: name,
      label,
      description: describedAt(lines, "description") ?? titled(name),
      require_user_confirmation: flagAt(lines, "require_user_confirmation") ?? false,
      include_in_progress_indicator: flagAt(lines, "include_in_progress_indicator") ?? false,
      ...invocationOf(textAt(lines, "target"), name),
      input_type: parameters(below(lines, "inputs"), (input) => inputOf(input, names)),
      output_type: parameters(below(lines, "outputs"), outputOf),
      source: textAt(lines, "source"),
      progress_indicator_message: textAt(lines, "progress_indicator_message"),
    });
  });

/** The inputs of each action that the model fills unless a tool binds them: required ones without a default. */
export const requiredInputs = (actions: Lines): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...entriesOf(actions)].map(([name, element]) => {
      const inputs = [...entriesOf(below(linesOf(element, actions), "inputs"))];
      const open = inputs.filter(
        ([, input]) => flagAt(linesOf(input, actions), "is_required") === true && !declaredIn(input).default,
      );
      return [name, open.map(([input]) => input)];
    }),
  );

interface Parameter {
  readonly name: string;
  readonly lines: Lines;
  readonly element: Element;
}

const parameters = (map: Lines, shape: (parameter: Parameter) => JsonObject): readonly JsonObject[] =>
  [...entriesOf(map)].flatMap(([name, element]) =>
    declaredIn(element).type === "" ? [] : [shape({ name, element, lines: linesOf(element, map) })],
  );

const apexType = "@apexClassType/";

/** The type of a parameter, and which object it is. */
function typeOf({ element, lines }: Parameter): { readonly data_type: string; readonly complex: string | undefined } {
  const data_type = parameterType(declaredIn(element).type);
  const complex = textAt(lines, "complex_data_type_name");
  if (data_type !== "LightningTypes") return { data_type, complex };
  if (complex?.startsWith(apexType)) return { data_type: "ApexDefined", complex: complex.slice(apexType.length) };
  return { data_type, complex: complex ?? "lightning__objectType" };
}

function inputOf(input: Parameter, names: Names): JsonObject {
  const { name, element, lines } = input;
  const { data_type, complex } = typeOf(input);
  const label = textAt(lines, "label") ?? titled(name);
  return defined({
    developer_name: name,
    label,
    description: describedAt(lines, "description") ?? label,
    data_type,
    is_list: declaredIn(element).list,
    required: flagAt(lines, "is_required") ?? false,
    is_user_input: flagAt(lines, "is_user_input") ?? false,
    complex_data_type_name: complex,
    constant_value: constantValue(declaredIn(element).default, names),
    schema: textAt(lines, "schema"),
  });
}

/** The value an input always has: texts and flags alone are kept (spec §2.12). */
function constantValue(term: Term | undefined, { knowledge, source }: Names): Json | undefined {
  const known = term?.kind === "member" ? targetName(term, "knowledge") : undefined;
  const value = known === undefined ? term && literalOf(term, source) : knowledge.get(known);
  return typeof value === "string" || typeof value === "boolean" ? value : undefined;
}

function outputOf(output: Parameter): JsonObject {
  const { name, element, lines } = output;
  const { data_type, complex } = typeOf(output);
  const hidden = flagAt(lines, "filter_from_agent") === true;
  return defined({
    developer_name: name,
    label: textAt(lines, "label") ?? titled(name),
    description: describedAt(lines, "description") ?? titled(name),
    data_type,
    is_list: declaredIn(element).list,
    is_used_by_planner: !hidden && (flagAt(lines, "is_used_by_planner") ?? true),
    is_displayable: flagAt(lines, "is_displayable") ?? false,
    complex_data_type_name: complex,
  });
}

/** An input that is a variable of the same name. */
export const parameterOfState = (name: string, { variables }: Names): JsonObject => ({
  developer_name: name,
  label: name,
  data_type: parameterType(variables.get(name)?.type ?? "string"),
});
