// Text of a script for a terminal: what would steer the terminal, or hide or turn the text around it, is shown as a sign.

/** Control characters but line ends and tabs; marks that turn the direction of text; separators of lines and paragraphs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const steering = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text with one sign for each such character, so that columns stay where they are: `␛` for an escape. */
export const printable = (text: string): string =>
  text.replace(steering, (character) => signOf(character.charCodeAt(0)));

/** The same on one line: line ends and tabs are signs, too. */
export const printableLine = (text: string): string =>
  printable(text).replace(/[\n\t]/g, (character) => signOf(character.charCodeAt(0)));

function signOf(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
