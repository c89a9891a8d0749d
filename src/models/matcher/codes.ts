// Codes in what somebody wrote, such as order numbers: by the shape that their author hints at, else by their digits.
import { findDate } from "./dates.ts";
import { numberWords } from "./numbers.ts";
import type { Place, Slot } from "./slot.ts";

const codePattern = /(?<![\w@.-])(?=[a-z-]*\d)(?:[a-z]{1,6}[- ]?)?\d[\da-z]*(?:-[\da-z]+)*(?![\w@])/gi;
const exampleCode =
  /(?:such as|like|e\.g\.|for example|example:?|looks like|format:?)[\s:,("“]*([A-Z0-9-]*\d[A-Z0-9-]*)/i;

/** Whether a slot's description gives an example that is a code. */
export const hasExampleCode = ({ description }: Slot): boolean =>
  /[A-Z]-?\d/.test(exampleCode.exec(description)?.[1] ?? "");

interface Hint {
  readonly shape: RegExp;
  /** Values are written with capitals and hyphens, as the example is. */
  readonly upper: boolean;
  /** For an example of letters and digits: the letters, and the digits alone, which are enough for an answer. */
  readonly short?: { readonly prefix: string; readonly shape: RegExp };
}

/** With a hint, only what fits it; without one, the first token with three digits or more that is no date. */
export function findCode({ text, asked, now }: Place, slot: Slot): string | undefined {
  const hint = hintOf(slot);
  if (!hint) {
    const day = findDate(text, now)?.match;
    return text.match(codePattern)?.find((token) => (token.match(/\d/g)?.length ?? 0) >= 3 && !day?.includes(token));
  }
  const found = hint.shape.exec(text)?.[0];
  if (found) return hint.upper ? found.toUpperCase().replaceAll(" ", "-") : found;
  const digits = asked ? hint.short?.shape.exec(text)?.[0] : undefined;
  return digits && `${hint.short?.prefix}${digits}`;
}

/** The shape of a code as its author hints at it: a JSON Schema pattern, "such as PX-1234", "eight digit". */
function hintOf({ pattern, description }: Slot): Hint | undefined {
  if (pattern) {
    try {
      const shape = new RegExp(pattern.replace(/^\^/, "(?<![\\w-])").replace(/\$$/, "(?![\\w-])"));
      return { shape, upper: false };
    } catch {
      return undefined; // a pattern of another dialect is no hint
    }
  }
  const example = exampleCode.exec(description)?.[1];
  if (example) return hintFrom(example);
  const count = /\b(\d{1,2}|[a-z]+)[- ]digits?\b/i.exec(description)?.[1]?.toLowerCase();
  const digits = count ? Number(count) || numberWords.indexOf(count) : 0;
  return digits > 0 ? { shape: alone(`\\d{${digits}}`), upper: false } : undefined;
}

function hintFrom(example: string): Hint {
  const shape = example.replace(/[a-z]+|\d+|-/gi, (run) => {
    if (run === "-") return "[- ]?";
    return /\d/.test(run) ? digitsLike(run) : `[a-z]{${run.length}}`;
  });
  const [, prefix = "", digits = ""] = /^([a-z]+-?)(\d+)$/i.exec(example) ?? [];
  return {
    shape: alone(shape),
    upper: /[A-Z]/.test(example),
    ...(prefix && { short: { prefix, shape: alone(`\\d{${Math.max(2, digits.length - 1)},${digits.length + 3}}`) } }),
  };
}

const digitsLike = (digits: string) => `\\d{${Math.max(1, digits.length - 2)},${digits.length + 3}}`;
const alone = (shape: string) => new RegExp(`(?<![\\w-])${shape}(?![\\w-])`, "i");
