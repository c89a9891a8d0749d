// `dragoman agent prompt`: what a model would be sent, in a moment that is described.
import { describe, expect, test } from "vitest";
import { examples } from "../../../test/fixtures/scripts/examples.ts";
import { call, folderWith } from "../../../test/support/command.ts";
import type { Given } from "../command.ts";
import { agentPrompt } from "./agent-prompt.ts";

const files = {
  "clinic.agent": examples["02_clinic_router.agent"] ?? "",
  "parcels.agent": examples["03_parcel_desk.agent"] ?? "",
  "broken.agent": "config:\n",
  "results.yaml": "Lookup_Parcel: { status: in transit, late_days: 9, internal_code: Z9 }",
  "typo.yaml": "Lookup_Parcl: { status: in transit }",
};

async function prompt(file: string, options: Given["options"] = {}, json = false) {
  return call(agentPrompt, await folderWith(files), [file], options, json);
}

describe("the prompt", () => {
  test("has the system prompt, the messages, the instructions and the tools with their schemas", async () => {
    const { out, code } = await prompt("clinic.agent", { set: ["pet_name=Rex"], say: "My dog needs a check." });
    expect(code).toBe(0);
    expect(out).toMatch(/## System\nYou answer a person[\s\S]*You are the front desk of a small veterinary clinic\./);
    expect(out).toMatch(/## Messages\n {2}assistant Welcome to Paws Clinic!\n {2}user {6}My dog needs a check\./);
    expect(out).toMatch(/## Instructions\nFind out what the visitor needs\.\nThe pet is called Rex\./);
    expect(out).toMatch(
      /## Tools\nremember_pet\n {2}Store the pet's name[\s\S]*"pet_name":\{"type":"string"[\s\S]*go_to_booking/,
    );
  });

  test("is the request itself under --json", async () => {
    const { out } = await prompt("clinic.agent", { node: "advice" }, true);
    expect(JSON.parse(out)).toEqual({
      agent: "paws_front_desk",
      node: "advice",
      variables: { pet_name: "", species: "", visits: 0, clinic_phone: "555-0100" },
      request: {
        system: expect.stringContaining("You are a cautious pet-care adviser."),
        messages: [
          { role: "assistant", text: "Welcome to Paws Clinic!", calls: [] },
          { role: "user", text: "Hello" },
        ],
        instructions: "Give one general tip and suggest booking a visit for anything medical.",
        tools: [
          {
            name: "go_to_booking",
            description: "Visitor decides to book",
            parameters: { type: "object", properties: {}, required: [], additionalProperties: false },
            purpose: "transition",
          },
        ],
      },
    });
  });

  test("is that of the node where a transition leads meanwhile, with set results of the actions that run", async () => {
    const { out } = await prompt("parcels.agent", { set: ["parcel_id=PX-1"], actions: "results.yaml" });
    expect(out).toContain("enters    parcel_router\n  enters    tracking");
    expect(out).toContain('runs      Lookup_Parcel {"tracking_number":"PX-1","depth":1}');
    expect(out).toContain("Parcel PX-1 is in transit.\nIt is very late.");
    expect(out.slice(out.indexOf("## System"))).not.toContain("Z9");
  });

  test("takes values of the variable's type", async () => {
    const { out } = await prompt("parcels.agent", { node: "tracking", set: ["status=late", "late_days=3"] }, true);
    expect(JSON.parse(out)).toMatchObject({
      variables: { late_days: 3 },
      request: { instructions: /3 day\(s\) late/ },
    });
  });
});

test("an action that runs without a result returns 1, and says what to give", async () => {
  await expect(prompt("parcels.agent", { set: ["parcel_id=PX-1"] })).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /^Lookup_Parcel runs in tracking before[\s\S]*--actions:\n {2}Lookup_Parcel: \{ status: string, late_days: number, internal_code: string \}$/,
    ),
  });
});

test("a script with errors returns 1", async () => {
  await expect(prompt("broken.agent")).rejects.toMatchObject({ exitCode: 1, message: /^broken\.agent has errors/ });
});

describe("misuse returns 2", () => {
  test.for([
    [{ node: "advise" }, 'The script has no subagent "advise". Did you mean "advice"?'],
    [{ set: ["pet_name"] }, "--set pet_name: write name=value"],
    [{ set: ["petname=Rex"] }, 'The script has no variable "petname". Did you mean "pet_name"?'],
    [{ set: ["clinic_phone=1"] }, "clinic_phone is a constant"],
    [{ set: ["visits=many"] }, "the variable is of type number"],
    [{ actions: "nowhere.yaml" }, "nowhere.yaml cannot be read"],
  ] as const)("%o", async ([options, sentence]) => {
    await expect(prompt("clinic.agent", options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(sentence),
    });
  });

  test("results of an action the script does not have", async () => {
    await expect(prompt("parcels.agent", { actions: "typo.yaml" })).rejects.toMatchObject({
      exitCode: 2,
      message: 'typo.yaml: Lookup_Parcl: The script has no action "Lookup_Parcl". Did you mean "Lookup_Parcel"?',
    });
  });
});
