// When the colleagues of the sample shop are at work. Edit it to see the agent hand over, or offer a call back.

/** Where the hours below are meant. */
export const timeZone = "Europe/London";

/** From the first hour up to the second, on a clock of 24. A day without hours is closed. */
export const hours: Readonly<Record<string, readonly [from: number, to: number] | undefined>> = {
  Monday: [8, 20],
  Tuesday: [8, 20],
  Wednesday: [8, 20],
  Thursday: [8, 20],
  Friday: [8, 20],
  Saturday: [9, 17],
  Sunday: undefined,
};

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Whether somebody is at work at a moment, and when somebody is next, such as "on Monday at 8:00". */
export function openAt(moment: Date): { isOpen: boolean; nextOpen: string } {
  const { day, hour } = clockAt(moment);
  const today = hours[day];
  if (today && hour >= today[0] && hour < today[1]) return { isOpen: true, nextOpen: "now" };
  if (today && hour < today[0]) return { isOpen: false, nextOpen: `today at ${today[0]}:00` };
  for (let ahead = 1; ahead <= 7; ahead++) {
    const name = dayNames[(dayNames.indexOf(day) + ahead) % 7]!;
    const then = hours[name];
    if (then) return { isOpen: false, nextOpen: `on ${name} at ${then[0]}:00` };
  }
  return { isOpen: false, nextOpen: "at a time we will announce" };
}

function clockAt(moment: Date): { day: string; hour: number } {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "long", hour: "2-digit", hourCycle: "h23" });
  const part = (type: string) => parts.formatToParts(moment).find((found) => found.type === type)!.value;
  return { day: part("weekday"), hour: Number(part("hour")) };
}
