// `language` and `modality voice` as modality parameters (spec §2.5, §2.10).
import {
  below,
  block,
  entriesOf,
  flagAt,
  type Lines,
  linesOf,
  mapsAt,
  namedBlocks,
  numberAt,
  textAt,
  textsAt,
  valuesAt,
} from "./fields.ts";
import { defined, filled, type Json, type JsonObject, some } from "./json.ts";

/** The parameters of all modalities that the script describes. */
export function modalityParameters(root: Lines): JsonObject {
  const language = block(root, "language");
  const voice = namedBlocks(root, "modality").get("voice");
  return defined({
    language: language && languageOf(language),
    voice: voice && voiceOf(linesOf(voice, root)),
  });
}

const languageOf = (language: Lines): JsonObject =>
  defined({
    default_locale: textAt(language, "default_locale"),
    additional_locales: localesOf(language),
    all_additional_locales: flagAt(language, "all_additional_locales") ?? false,
    adaptive: flagAt(language, "adaptive"),
  });

const localesOf = (language: Lines): readonly string[] =>
  (textAt(language, "additional_locales") ?? "")
    .split(",")
    .map((locale) => locale.trim())
    .filter((locale) => locale !== "");

type Reader = (lines: Lines, name: string) => Json | undefined;
type Shape = Readonly<Record<string, Reader>>;

/** The fields of a block by a table of their readers; nothing when none is there. */
const shaped = (lines: Lines, shape: Shape): JsonObject | undefined =>
  filled(defined(Object.fromEntries(Object.entries(shape).map(([name, read]) => [name, read(lines, name)]))));

const nested =
  (shape: Shape): Reader =>
  (lines, name) =>
    shaped(below(lines, name), shape);

const texts: Reader = (lines, name) => some(textsAt(lines, name));

/** How words are pronounced: those that say word, sound and alphabet. */
const pronunciations: Reader = (lines, name) =>
  some(
    mapsAt(lines, name).flatMap((entry) => {
      const said = shaped(entry, { grapheme: textAt, phoneme: textAt, type: textAt });
      return said && Object.keys(said).length === 3 ? [said] : [];
    }),
  );

const fillers: Reader = (lines, name) =>
  some(
    mapsAt(lines, name).flatMap((entry) => {
      const waiting = textsAt(entry, "waiting");
      return waiting.length > 0 ? [{ filler_sentences: { waiting } }] : [];
    }),
  );

const model = nested({ id: textAt, parameters: valuesAt });
const inbound = nested({ model, filler_words_detection: flagAt, keywords: texts });
const outbound = nested({ model, persona_id: textAt, filler_sentences: fillers, pronunciations });
const wait = nested({ max_wait_time_ms: numberAt });

/** Settings by language tag. */
const spoken: Reader = (lines, name) => {
  const languages = below(lines, name);
  const entries = [...entriesOf(languages)].map(([tag, element]) => [
    tag,
    shaped(linesOf(element, languages), { is_default: flagAt, inbound, outbound }) ?? {},
  ]);
  return entries.length > 0 ? (Object.fromEntries(entries) as JsonObject) : undefined;
};

const pronunciationDict: Reader = (lines, name) => {
  const known = pronunciations(lines, name);
  return known && { pronunciations: known };
};

/** Both shapes of the block in the order of the compiled form. */
const voice: Shape = {
  inbound_filler_words_detection: flagAt,
  inbound_keywords: nested({ keywords: texts }),
  voice_id: textAt,
  outbound_speed: numberAt,
  outbound_style_exaggeration: numberAt,
  outbound_stability: numberAt,
  outbound_similarity: numberAt,
  pronunciation_dict: pronunciationDict,
  outbound_filler_sentences: fillers,
  additional_configs: nested({
    speak_up_config: nested({
      speak_up_first_wait_time_ms: numberAt,
      speak_up_follow_up_wait_time_ms: numberAt,
      speak_up_message: textAt,
    }),
    endpointing_config: wait,
    beepboop_config: wait,
  }),
  inbound,
  outbound,
  session_language_switching: textAt,
  languages: spoken,
};

const voiceOf = (lines: Lines): JsonObject => shaped(lines, voice) ?? {};
