// `language` and `modality voice` as modality parameters (spec §2.5, §2.10).
import {
  below,
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

/** The parameters of all modalities that the script describes. A voice says that it has no language. */
export function modalityParameters(root: Lines): JsonObject {
  const language = languageOf(below(root, "language"));
  const block = namedBlocks(root, "modality").get("voice");
  const voice = block && voiceOf(linesOf(block, root));
  return defined({ language: voice ? (language ?? null) : language, voice });
}

/** Nothing without a locale, unless the language is the user's. */
function languageOf(language: Lines): JsonObject | undefined {
  const default_locale = textAt(language, "default_locale") || undefined;
  const adaptive = flagAt(language, "adaptive");
  if (default_locale === undefined && !adaptive) return undefined;
  return defined({
    default_locale,
    additional_locales: localesOf(language),
    all_additional_locales: flagAt(language, "all_additional_locales") ?? false,
    adaptive,
  });
}

/** Locales as one text with commas between them, or as a list. */
const localesOf = (language: Lines): readonly string[] =>
  (textAt(language, "additional_locales")?.split(",") ?? textsAt(language, "additional_locales"))
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

const pronunciationDict: Reader = (lines, name) => {
  const known = pronunciations(lines, name);
  return known && { pronunciations: known };
};

const wait = nested({ max_wait_time_ms: numberAt });

const additionalConfigs = nested({
  speak_up_config: nested({
    speak_up_first_wait_time_ms: numberAt,
    speak_up_follow_up_wait_time_ms: numberAt,
    speak_up_message: textAt,
  }),
  endpointing_config: wait,
  beepboop_config: wait,
});

/** The first shape of the block. */
const first: Shape = {
  inbound_filler_words_detection: flagAt,
  inbound_keywords: nested({ keywords: texts }),
  voice_id: textAt,
  outbound_speed: numberAt,
  outbound_style_exaggeration: numberAt,
  outbound_stability: numberAt,
  outbound_similarity: numberAt,
  pronunciation_dict: pronunciationDict,
  outbound_filler_sentences: fillers,
};

/** The second shape has names of its own in the compiled form. */
const model: Reader = (lines, name) => {
  const described = below(lines, name);
  return filled(defined({ id: textAt(described, "id"), params: valuesAt(described, "parameters") }));
};
const inbound = nested({ model, filler_words_detection: flagAt, keywords: texts });
const outbound: Reader = (lines, name) => {
  const spoken = below(lines, name);
  return filled(
    defined({
      model: model(spoken, "model"),
      voice_id: textAt(spoken, "persona_id"),
      filler_sentences: fillers(spoken, "filler_sentences"),
      pronunciation_dict: pronunciationDict(spoken, "pronunciations"),
    }),
  );
};

/** The languages of calls, the default one first: declared among themselves, or by their settings. */
function languagesOf(lines: Lines): readonly JsonObject[] {
  const declared = below(lines, "language");
  const settings = new Map(
    ["languages", "language_settings"].flatMap((name) =>
      [...entriesOf(below(lines, name))].map(([tag, element]) => [tag, linesOf(element, lines)] as const),
    ),
  );
  const [chosen] = [...settings].find(([, spoken]) => flagAt(spoken, "is_default") === true) ?? [];
  const tags = [textAt(declared, "default_locale") ?? chosen, ...localesOf(declared), ...settings.keys()];
  return [...new Set(tags)].flatMap((language_code) => {
    if (language_code === undefined) return [];
    const spoken = settings.get(language_code) ?? { items: [], source: lines.source };
    return [defined({ language_code, inbound: inbound(spoken, "inbound"), outbound: outbound(spoken, "outbound") })];
  });
}

/** A block of one shape or the other; of both it is nothing. */
function voiceOf(lines: Lines): JsonObject | undefined {
  const one = shaped(lines, first);
  const two = filled(
    defined({
      mode: textAt(lines, "session_language_switching"),
      inbound: inbound(lines, "inbound"),
      outbound: outbound(lines, "outbound"),
      languages: some(languagesOf(lines)),
    }),
  );
  if (one && two) return undefined;
  const additional_configs = additionalConfigs(lines, "additional_configs");
  return one ? defined({ ...one, additional_configs }) : { voice2_config: defined({ ...two, additional_configs }) };
}
