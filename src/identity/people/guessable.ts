// Passwords that are tried first: made of common words, rows of keys, repetitions, years, or names that go with the login.

/** What passwords are made of most often. Longer ones may hold shorter ones. */
const COMMON = `
  password passwort passwd motdepasse contrasena wachtwoord parola senha
  dragoman agent agentforce salesforce server database service system network computer internet windows
  admin administrator root superuser sysadmin operator user guest test testing tester demo example sample temp temporary
  login logon signin welcome willkommen bienvenue hello letmein openup forever ever access secret secure security private changeme
  changethis change default initial setup install master manager company office enter please nothing whatever
  iloveyou loveyou lovely love always friend friends family mother father daddy mommy baby angel princess prince
  sunshine flower butterfly rainbow summer winter spring autumn january february march april june july august september
  october november december monday tuesday wednesday thursday friday saturday sunday
  monkey dragon tiger eagle shadow horse pepper cookie chocolate banana orange cheese ginger buster
  football baseball basketball soccer hockey liverpool chelsea arsenal barcelona madrid london paris berlin america
  superman batman spiderman starwars pokemon naruto mustang ferrari mercedes harley yankees cowboys lakers
  michael jennifer michelle jessica ashley daniel jordan charlie thomas robert matthew andrew anthony william joshua
  nicole amanda hannah samantha alexander christian george maggie
  qwerty qwertz azerty trustno one two three four five six seven eight nine zero correcthorsebatterystaple
`
  .trim()
  .split(/\s+/);

/** Rows of keys and of letters; each is read backwards, too. */
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "yxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "qazwsxedcrfvtgbyhnujm",
].flatMap((row) => [row, [...row].reverse().join("")]);

/** Keys of a row that count as one piece, at least. */
const RUN = 4;

/** Characters that have to remain once everything guessable was taken out. */
const REST = 6;

/** Signs that stand for letters. */
const SIGNS: Readonly<Record<string, string>> = { "@": "a", 4: "a", 0: "o", 1: "i", "!": "i", 3: "e", $: "s", 5: "s" };

/** What stands between words and behind them. */
const ORNAMENTS = /[\s\-_.,:;!?#*+=/]/g;

/**
 * Whether a password is one that guessers try early (NIST SP 800-63B §5.1.1.2): hardly anything of it is left without its
 * common words, rows of keys, repetitions, years, and `names`: of the user, of the org. No list of leaked passwords says so,
 * but what is on top of such lists at a dozen characters is made this way.
 */
export function isGuessable(password: string, names: readonly string[]): boolean {
  const plain = password.normalize("NFKC").toLowerCase();
  const letters = withoutRows(plain).replace(/(?:19|20)\d\d/g, " ");
  const known = [...COMMON, ...names.flatMap(wordsOf)].sort((a, b) => b.length - a.length);
  // Signs that stand for letters are tried as both.
  const rests = [letters, letters.replace(/[@40!13$5]/g, (sign) => SIGNS[sign]!)].map((text) => restOf(text, known));
  return rests.some((rest) => [...rest].length < REST);
}

/** The parts of a name or an address that are worth a guess. */
const wordsOf = (name: string) => name.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];

function restOf(text: string, known: readonly string[]): string {
  const joined = text.replace(ORNAMENTS, "");
  const rest = known.reduce((left, word) => left.replaceAll(word, " "), joined).replaceAll(" ", "");
  return rest.replace(/(.+?)\1+/gu, "$1");
}

/** A text without its runs along a row of keys. */
function withoutRows(text: string): string {
  let rest = "";
  for (let at = 0; at < text.length; ) {
    const run = runAt(text, at);
    if (run < RUN) rest += text[at];
    at += run < RUN ? 1 : run;
  }
  return rest;
}

/** How many characters from here on lie side by side on one row. */
function runAt(text: string, at: number): number {
  let length = 1;
  while (at + length < text.length && ROWS.some((row) => row.includes(text.slice(at, at + length + 1)))) length++;
  return length;
}
