// An invented week at the theatre: what is on, how many seats are left, and what was found under them.

export const shows: readonly { readonly play: string; readonly day: string; readonly seats: number }[] = [
  { play: "The Tempest", day: "Friday", seats: 3 },
  { play: "Sea Shanties", day: "Saturday", seats: 41 },
];

export const found: readonly { readonly thing: string; readonly where: string }[] = [
  { thing: "umbrella", where: "under seat 14 of row C" },
  { thing: "glove", where: "on the stairs to the gallery" },
  { thing: "opera glasses", where: "in the bar" },
];
