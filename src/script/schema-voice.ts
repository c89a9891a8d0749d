// Fields of `modality voice` (spec §2.10): both of its shapes. A text server reads them and changes nothing.
import type { Field, Fields } from "./schema-field.ts";

const voiceModel: Field = {
  kind: "block",
  says: "The speech model.",
  fields: {
    id: { kind: "text", says: "Which model." },
    parameters: { kind: "free", says: "Settings handed to it." },
  },
};
const keywords: Field = { kind: "list", says: "Words the listener should expect." };
const waiting: Field = { kind: "list", says: "Sentences that fill a wait." };
const pronunciations: Field = { kind: "list", says: "How words are pronounced." };

const inbound: Field = {
  kind: "block",
  says: "How the agent listens.",
  fields: {
    model: voiceModel,
    filler_words_detection: { kind: "flag", says: "Whether filler words are noticed." },
    keywords,
  },
};
const outbound: Field = {
  kind: "block",
  says: "How the agent speaks.",
  fields: {
    model: voiceModel,
    persona_id: { kind: "text", says: "Whose voice it has." },
    filler_sentences: waiting,
    pronunciations,
  },
};
const milliseconds = (says: string, min: number, max: number): Field => ({ kind: "number", says, min, max });

/** How each language is spoken, under either of its names. */
const spoken: Field = {
  kind: "map",
  says: "How each language is spoken.",
  fields: { is_default: { kind: "flag", says: "Whether calls begin in it." }, inbound, outbound },
};

export const voiceFields: Fields = {
  language: {
    kind: "block",
    says: "Which languages calls are held in.",
    fields: {
      default_locale: { kind: "text", says: "The locale calls begin in.", check: "locale" },
      additional_locales: { kind: "text", says: "Further locales, separated by commas.", check: "locales" },
    },
  },
  inbound,
  outbound,
  session_language_switching: {
    kind: "text",
    says: "Whether a call may change its language.",
    oneOf: ["Monolingual", "Multilingual"],
  },
  languages: spoken,
  language_settings: spoken,
  inbound_keywords: { kind: "block", says: "What the listener should expect.", fields: { keywords } },
  inbound_filler_words_detection: { kind: "flag", says: "Whether filler words are noticed." },
  voice_id: { kind: "text", says: "Whose voice the agent has." },
  outbound_speed: { kind: "number", says: "How fast it speaks.", min: 0.5, max: 2 },
  outbound_style_exaggeration: { kind: "number", says: "How lively it speaks.", min: 0, max: 1 },
  outbound_stability: { kind: "number", says: "How even it speaks.", deprecated: "Remove it" },
  outbound_similarity: { kind: "number", says: "How close it keeps to its voice.", deprecated: "Remove it" },
  outbound_filler_sentences: waiting,
  pronunciation_dict: pronunciations,
  additional_configs: {
    kind: "block",
    says: "How the agent takes turns on a call.",
    fields: {
      speak_up_config: {
        kind: "block",
        says: "What happens when the caller is silent.",
        fields: {
          speak_up_first_wait_time_ms: milliseconds("First wait, in milliseconds.", 10_000, 300_000),
          speak_up_follow_up_wait_time_ms: milliseconds("Further waits, in milliseconds.", 10_000, 300_000),
          speak_up_message: { kind: "text", says: "What the agent says then." },
        },
      },
      endpointing_config: {
        kind: "block",
        says: "When the caller has finished.",
        fields: { max_wait_time_ms: milliseconds("Longest wait, in milliseconds.", 500, 60_000) },
      },
      beepboop_config: {
        kind: "block",
        says: "The sound of thinking.",
        fields: { max_wait_time_ms: milliseconds("Longest wait, in milliseconds.", 500, 60_000) },
      },
    },
  },
};
