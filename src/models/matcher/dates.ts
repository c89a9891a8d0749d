// A day in what somebody wrote: today, next Friday, 3 March, 2026-03-03.

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthNames = `(${months.join("|")})[a-z]*`;
const dayMs = 24 * 60 * 60 * 1000;

/** The forms a day is written in, most definite first. Each gives the day, counted from `now` in the server's time zone. */
const forms: readonly (readonly [RegExp, (match: RegExpExecArray, now: Date) => Date | undefined])[] = [
  [/\b(\d{4})-(\d{2})-(\d{2})\b/, (m) => dayOf(Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${monthNames}(?:,? (\\d{4}))?\\b`, "i"),
    (m, now) => comingDay(m[3], m[2]!, m[1]!, now),
  ],
  [
    new RegExp(`\\b${monthNames} (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b`, "i"),
    (m, now) => comingDay(m[3], m[1]!, m[2]!, now),
  ],
  [/\b(?:the )?day after tomorrow\b/i, (_, now) => inDays(now, 2)],
  [/\btoday\b|\btonight\b/i, (_, now) => inDays(now, 0)],
  [/\btomorrow\b/i, (_, now) => inDays(now, 1)],
  [/\byesterday\b/i, (_, now) => inDays(now, -1)],
  [/\bin (\d{1,3}) days?\b/i, (m, now) => inDays(now, Number(m[1]))],
  [/\bin (?:a|one) week\b/i, (_, now) => inDays(now, 7)],
  [
    new RegExp(`\\b(next )?(${weekdays.join("|")})\\b`, "i"),
    // The coming one; "next" on the very day means a week on. Today's name alone means today.
    (m, now) => {
      const ahead = (weekdays.indexOf(m[2]!.toLowerCase()) - now.getDay() + 7) % 7;
      return inDays(now, ahead === 0 && m[1] ? 7 : ahead);
    },
  ],
];

/** The first day found in a text as `YYYY-MM-DD`, with where it stands; undefined when there is none. */
export function findDate(text: string, now: number): { date: string; match: string } | undefined {
  for (const [form, read] of forms) {
    const match = form.exec(text);
    const day = match && read(match, new Date(now));
    if (day) return { date: iso(day), match: match[0] };
  }
  return undefined;
}

/** "3 March 2026" for `2026-03-03` (and for a time on that day); undefined for anything else. */
export function spokenDate(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? [];
  if (!year || !dayOf(Number(year), Number(month) - 1, Number(day))) return undefined;
  const name = new Date(2000, Number(month) - 1).toLocaleString("en", { month: "long" });
  return `${Number(day)} ${name} ${year}`;
}

const inDays = (now: Date, days: number) => {
  const noon = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 12);
  return new Date(noon.getTime() + days * dayMs);
};

/** The day, unless there is no such day (31 February). */
function dayOf(year: number, month: number, day: number): Date | undefined {
  const date = new Date(year, month, day, 12);
  return date.getMonth() === month && date.getDate() === day ? date : undefined;
}

/** A day without a year is the next one to come. */
function comingDay(year: string | undefined, month: string, day: string, now: Date): Date | undefined {
  const index = months.indexOf(month.slice(0, 3).toLowerCase());
  const date = dayOf(year ? Number(year) : now.getFullYear(), index, Number(day));
  return date && !year && iso(date) < iso(now) ? dayOf(now.getFullYear() + 1, index, Number(day)) : date;
}

const two = (number: number) => String(number).padStart(2, "0");
const iso = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
