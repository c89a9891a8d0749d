// Action definitions: where they lead, and what goes in and out (spec §2.12).
import { describe, expect, test } from "vitest";
import { indented, nodeOf, type Part } from "../../../test/fixtures/compiled/base.ts";

/** The first action of a node that has these actions. */
function actionOf(lines: string): Part {
  const source = `config:\n    agent_name: "x"\nknowledge:\n    citations_url: "u"\n    citations_enabled: True\nstart_agent main:\n    description: "Start"\n    actions:\n${indented(lines, 8)}\n`;
  return (nodeOf(source, "main").action_definitions as readonly Part[])[0] ?? {};
}

describe("an action", () => {
  test("says everything, and is named after itself where the author does not", () => {
    expect(actionOf('Check_In:\n    target: "flow://CheckIn"')).toEqual({
      developer_name: "Check_In",
      label: "Check In",
      description: "Check In",
      require_user_confirmation: false,
      include_in_progress_indicator: false,
      invocation_target_type: "flow",
      invocation_target_name: "CheckIn",
      input_type: [],
      output_type: [],
    });
  });

  test("keeps what it tells its user", () => {
    const lines =
      'Act:\n    target: "apex://A"\n    label: "L"\n    description: "D"\n    source: "S"\n    require_user_confirmation: True\n    include_in_progress_indicator: True\n    progress_indicator_message: "Wait"';
    expect(actionOf(lines)).toMatchObject({
      label: "L",
      description: "D",
      source: "S",
      require_user_confirmation: true,
      include_in_progress_indicator: true,
      progress_indicator_message: "Wait",
    });
  });

  test.each([
    ["prompt://P", "generatePromptResponse", "P"],
    ["serviceCatalog://P", "createCatalogItemRequest", "P"],
    ["integrationProcedureAction://P", "executeIntegrationProcedure", "P"],
    ["expressionSet://P", "runExpressionSet", "P"],
    ["placeholder://whatever", "stub", "Act"],
    ["placeholder://", "stub", "Act"],
    ["standardInvocableAction://a/b", "standardInvocableAction", "a/b"],
    ["Plain", "externalService", "Plain"],
  ])("%s is of type %s and name %s", (target, type, name) => {
    const action = actionOf(`Act:\n    target: "${target}"`);
    expect([action.invocation_target_type, action.invocation_target_name]).toEqual([type, name]);
  });

  test("without a target is an external service of its own name", () => {
    const action = actionOf('Act:\n    description: "D"');
    expect([action.invocation_target_type, action.invocation_target_name]).toEqual(["externalService", "Act"]);
  });
});

describe("an input", () => {
  const inputOf = (lines: string) =>
    (actionOf(`Act:\n    target: "flow://A"\n    inputs:\n${indented(lines, 8)}`).input_type as readonly Part[])[0];

  test("says everything", () => {
    expect(inputOf('"Input:user_email": string')).toEqual({
      developer_name: "Input:user_email",
      label: "Input:User Email",
      description: "Input:User Email",
      data_type: "String",
      is_list: false,
      required: false,
      is_user_input: false,
    });
    const lines =
      'x: object\n    label: "L"\n    is_required: True\n    is_user_input: True\n    schema: "schema://s"\n    complex_data_type_name: "c__T"';
    expect(inputOf(lines)).toEqual({
      developer_name: "x",
      label: "L",
      description: "L",
      data_type: "LightningTypes",
      is_list: false,
      required: true,
      is_user_input: true,
      complex_data_type_name: "c__T",
      schema: "schema://s",
    });
  });

  test.each([
    ["string", "String"],
    ["number", "Double"],
    ["currency", "Double"],
    ["integer", "Integer"],
    ["long", "Long"],
    ["boolean", "Boolean"],
    ["date", "Date"],
    ["datetime", "DateTime"],
    ["timestamp", "DateTime"],
    ["time", "String"],
    ["id", "ID"],
  ])("of type %s is a %s", (type, data_type) => {
    expect(inputOf(`x: ${type}`)).toMatchObject({ data_type, is_list: false });
    expect(inputOf(`x: list[${type}]`)).toMatchObject({ data_type, is_list: true });
    expect(inputOf(`x: ${type}`)).not.toHaveProperty("complex_data_type_name");
  });

  test("an object is one of the platform's unless it names its class", () => {
    expect(inputOf("x: object")).toMatchObject({ complex_data_type_name: "lightning__objectType" });
    const lines = 'x: list[object]\n    complex_data_type_name: "@apexClassType/c__Bill"';
    expect(inputOf(lines)).toMatchObject({ data_type: "ApexDefined", complex_data_type_name: "c__Bill" });
    expect(inputOf('x: string\n    complex_data_type_name: "lightning__textType"')).toMatchObject({
      data_type: "String",
      complex_data_type_name: "lightning__textType",
    });
  });

  test.each([
    ['string = "x"', "x"],
    ["boolean = False", false],
    ["string = @knowledge.citations_url", "u"],
    ["boolean = @knowledge.citations_enabled", true],
  ])("%s has a constant value", (declared, value) => {
    expect(inputOf(`x: ${declared}`)).toMatchObject({ constant_value: value });
  });

  test.each(["number = 5", "string = None", "string = @variables.x"])("%s has none", (declared) => {
    expect(inputOf(`x: ${declared}`)).not.toHaveProperty("constant_value");
  });
});

describe("an output", () => {
  const outputOf = (lines: string) =>
    (actionOf(`Act:\n    target: "flow://A"\n    outputs:\n${indented(lines, 8)}`).output_type as readonly Part[])[0];

  test("is the planner's unless it is hidden", () => {
    expect(outputOf("due_at: datetime")).toEqual({
      developer_name: "due_at",
      label: "Due At",
      description: "Due At",
      data_type: "DateTime",
      is_list: false,
      is_used_by_planner: true,
      is_displayable: false,
    });
    expect(outputOf("x: string\n    is_used_by_planner: False")).toMatchObject({ is_used_by_planner: false });
    const hidden = "x: string\n    is_used_by_planner: True\n    filter_from_agent: True\n    is_displayable: True";
    expect(outputOf(hidden)).toMatchObject({ is_used_by_planner: false, is_displayable: true });
  });

  test("has a label of its own, which does not describe it", () => {
    expect(outputOf('x: string\n    label: "The x"')).toMatchObject({ label: "The x", description: "X" });
  });
});
