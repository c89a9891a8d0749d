// Rules of `modality voice` that join its fields with each other, and with the agent's languages (spec §2.10).
import { fieldFlag, fieldText, keySpan, localesIn } from "./fields.ts";
import type { Report } from "./report.ts";
import { blockOf, type Section, sectionsOf } from "./shape.ts";

/** Fields of the newer shape. The older one has those below, and the two do not mix. */
const newer = ["inbound", "outbound", "session_language_switching", "languages", "language_settings"];
const older = [
  "inbound_keywords",
  "inbound_filler_words_detection",
  "voice_id",
  "outbound_speed",
  "outbound_style_exaggeration",
  "outbound_stability",
  "outbound_similarity",
  "outbound_filler_sentences",
  "pronunciation_dict",
  "additional_configs",
];

/** Check the voice of a script, if it has one. */
export function checkVoice(root: Section, source: string, report: Report): void {
  const voice = sectionsOf(root, "modality").find(({ name }) => name.text === "voice");
  if (!voice) return;
  const modern = newer.find((field) => voice.entries.has(field));
  for (const field of modern ? older.filter((known) => voice.entries.has(known)) : []) {
    const message = `\`${field}\` belongs to the older shape of \`modality voice\`, and \`${modern}\` to the newer`;
    report.error("voice-version-mixing", keySpan(voice, field), message, { fix: "Keep to one of them" });
  }
  if (voice.entries.has("languages")) checkLanguages(voice, blockOf(root, "language"), source, report);
}

/** Calls are held in languages the agent speaks. */
function checkLanguages(voice: Section, language: Section | undefined, source: string, report: Report): void {
  if (!language) {
    const message = "Calls have languages, but the agent has no `language`";
    report.warning("voice-language-missing-language-block", keySpan(voice, "languages"), message, {
      fix: 'Add `language:` with `default_locale: "en_US"`',
    });
    return;
  }
  if (fieldFlag(language, "adaptive") === true) {
    const message = "The agent follows the user's language, so the languages of calls do not count";
    report.warning("voice-adaptive-conflict", keySpan(voice, "languages"), message, { fix: "Remove one of the two" });
    return;
  }
  if (fieldFlag(language, "all_additional_locales") === true) return;
  const declared = new Set(localesOf(language, source).map(plain));
  for (const { name } of sectionsOf(voice, "languages")) {
    if (declared.has(plain(name.text))) continue;
    const message = `\`${name.text}\` is not a language of the agent`;
    report.error("voice-language-not-declared", name.span, message, {
      fix: "Add it to `additional_locales` in `language`",
    });
  }
}

const localesOf = (language: Section, source: string): readonly string[] => [
  fieldText(language, "default_locale", source) ?? "",
  ...localesIn(language, source),
];

/** A locale as it is compared: `en-US` is `en_US`. */
const plain = (locale: string): string => locale.trim().replace("-", "_").toLowerCase();
