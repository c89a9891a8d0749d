// The agent as a whole: configuration, modalities, parameters of the platform (spec §2.1–§2.3, §2.5, §2.7–§2.10).
import { describe, expect, test } from "vitest";
import { base, globalOf, indented, type Part, versionOf } from "../../../test/fixtures/compiled/base.ts";

const start = '\nstart_agent main:\n    description: "Start"\n';
const config = (lines: string) => `config:\n    developer_name: "order_desk2"\n${indented(lines, 4)}${start}`;

describe("the configuration", () => {
  test("is named and described after the agent where the author says nothing", () => {
    expect(globalOf(config(""))).toEqual({
      developer_name: "order_desk2",
      label: "Order Desk 2",
      description: "Order Desk 2",
      enable_enhanced_event_logs: false,
      agent_type: "EinsteinServiceAgent",
      context_variables: [],
    });
  });

  test("knows the platform's name for a service agent, and passes on other types", () => {
    expect(globalOf(config('agent_type: "AgentforceServiceAgent"')).agent_type).toBe("EinsteinServiceAgent");
    expect(globalOf(config('agent_type: "EinsteinSDR"')).agent_type).toBe("EinsteinSDR");
  });

  test("keeps what is said of it", () => {
    const lines = `agent_label: "Desk"
description: "Short"
agent_description: "Long"
agent_template: "Tpl"
default_agent_user: "old@example.com"
enable_enhanced_event_logs: True
runtime:
    streaming: True
    citation: False
file_upload:
    mode: "error"
    message: "No files"
`;
    const access = `access:
    default_agent_user: "new@example.com"
    verified_customer_record_access:
        use_default_objects: False
        additional_objects:
            - "Order__c.Contact__c"
            - Case.ContactId
`;
    expect(globalOf(`${access}${config(lines)}`)).toMatchObject({
      label: "Desk",
      description: "Long",
      template_name: "Tpl",
      default_agent_user: "new@example.com",
      enable_enhanced_event_logs: true,
      runtime: { streaming: true, citation: false },
      file_upload: { mode: "error", message: "No files" },
      security: {
        verified_customer_record_access: {
          use_default_objects: false,
          additional_objects: ["Order__c.Contact__c", "Case.ContactId"],
        },
      },
    });
  });

  test("without a mode says nothing of files", () => {
    expect(globalOf(config('file_upload:\n    message: "No"'))).not.toHaveProperty("file_upload");
  });
});

describe("the version", () => {
  test("says company and role together, or neither", () => {
    expect(versionOf(config('role: "clerk"'))).toMatchObject({ company: null, role: "clerk" });
    expect(versionOf(config(""))).not.toHaveProperty("company");
  });

  test("has parameters of the author's own beside those of the platform", () => {
    const lines = `additional_parameter__reset_to_initial_node: False
additional_parameter__DISABLE_GROUNDEDNESS: "true"
additional_parameter__limit: 3
debug: True
max_tokens: 100
temperature: 0.5`;
    const knowledge = 'knowledge:\n    rag_feature_config_id: "F"\n';
    const system = 'system:\n    messages:\n        welcome: "Hi \\"you\\""\n        error: "Oh"\n';
    expect(versionOf(`${knowledge}${system}${config(lines)}`).additional_parameters).toEqual({
      reset_to_initial_node: false,
      DISABLE_GROUNDEDNESS: true,
      limit: 3,
      debug: true,
      max_tokens: 100,
      temperature: 0.5,
      rag_feature_config_id: "F",
      system_messages:
        '[{"message": "Hi \\"you\\"", "messageType": "Welcome"}, {"message": "Oh", "messageType": "Error"}]',
    });
    expect(versionOf(config("")).additional_parameters).toEqual({ reset_to_initial_node: true });
  });

  test("has starter prompts and what it remembers", () => {
    const more = `system:
    recommended_prompts:
        in_conversation: False
        starter_prompts:
            - "One"
            - "Two"
            - "Three"
context:
    memory:
        enabled: True
    user_profile:
        enabled: False
`;
    expect(versionOf(`${more}${config("")}`)).toMatchObject({
      recommended_prompts: { in_conversation: false, welcome_screen: true, starter_prompts: ["One", "Two", "Three"] },
      context: { memory: { enabled: true }, user_profile: { enabled: false } },
    });
  });
});

describe("modalities", () => {
  const modalities = (blocks: string): unknown => versionOf(`${base}${blocks}`).modality_parameters;
  const voice = (lines: string) => (modalities(`\nmodality voice:\n${indented(lines, 4)}\n`) as Part).voice;

  test("a language has its locales one by one", () => {
    const language = '\nlanguage:\n    default_locale: "en_US"\n    additional_locales: "fr, de,"\n';
    expect(modalities(language)).toEqual({
      language: { default_locale: "en_US", additional_locales: ["fr", "de"], all_additional_locales: false },
    });
  });

  test("a language of the user's needs no locale, any other does", () => {
    expect(modalities("\nlanguage:\n    adaptive: True\n")).toEqual({
      language: { additional_locales: [], all_additional_locales: false, adaptive: true },
    });
    expect(modalities("\nlanguage:\n    all_additional_locales: True\n")).toEqual({});
    expect(modalities("")).toEqual({});
  });

  test("a voice without a language says that there is none", () => {
    expect(modalities('\nmodality voice:\n    voice_id: "V"\n')).toEqual({ language: null, voice: { voice_id: "V" } });
  });

  test("a voice of the first shape keeps its names", () => {
    const lines = `voice_id: "V"
outbound_stability: 0.5
inbound_keywords:
    keywords: ["a", "b"]
outbound_filler_sentences:
    - waiting: ["Hm"]
pronunciation_dict:
    - grapheme: "kWh"
      phoneme: "k"
      type: "IPA"
additional_configs:
    beepboop_config:
        max_wait_time_ms: 900`;
    expect(voice(lines)).toEqual({
      inbound_keywords: { keywords: ["a", "b"] },
      voice_id: "V",
      outbound_stability: 0.5,
      pronunciation_dict: { pronunciations: [{ grapheme: "kWh", phoneme: "k", type: "IPA" }] },
      outbound_filler_sentences: [{ filler_sentences: { waiting: ["Hm"] } }],
      additional_configs: { beepboop_config: { max_wait_time_ms: 900 } },
    });
  });

  test("a voice of the second shape is a configuration of its own, the default language first", () => {
    const lines = `session_language_switching: "Multilingual"
inbound:
    model:
        id: "in"
        parameters:
            rate: 2
    filler_words_detection: True
outbound:
    persona_id: "P"
    pronunciations:
        - grapheme: "a"
          phoneme: "b"
          type: "CMU"
languages:
    fr:
        outbound:
            persona_id: "Q"
    en_US:
        is_default: True`;
    expect(voice(lines)).toEqual({
      voice2_config: {
        mode: "Multilingual",
        inbound: { model: { id: "in", params: { rate: 2 } }, filler_words_detection: true },
        outbound: {
          voice_id: "P",
          pronunciation_dict: { pronunciations: [{ grapheme: "a", phoneme: "b", type: "CMU" }] },
        },
        languages: [{ language_code: "en_US" }, { language_code: "fr", outbound: { voice_id: "Q" } }],
      },
    });
  });

  test("its languages may be declared apart from their settings", () => {
    const lines = `language:
    default_locale: "en_US"
    additional_locales: "de, fr"
language_settings:
    de:
        inbound:
            keywords: ["Strom"]`;
    expect(voice(lines)).toEqual({
      voice2_config: {
        languages: [
          { language_code: "en_US" },
          { language_code: "de", inbound: { keywords: ["Strom"] } },
          { language_code: "fr" },
        ],
      },
    });
  });

  test("a voice of both shapes is none", () => {
    expect(voice('voice_id: "V"\noutbound:\n    persona_id: "P"')).toBeUndefined();
  });
});
