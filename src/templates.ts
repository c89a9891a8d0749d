// The templates of agents that come with the package, as a table: the terminal and Setup offer the same ones.

export interface Template {
  /** Name of its folder in `templates/`, which looks like a project. */
  readonly name: string;
  /** Developer name of its agent. */
  readonly agent: string;
  /** What a page calls it. */
  readonly label: string;
  /** What it does, in a few words. */
  readonly about: string;
}

/** The simplest first, which is taken where none is named. */
// biome-ignore format: a table is read by its rows
export const templates: readonly [Template, ...Template[]] = [
  { name: "faq", agent: "Faq", label: "Questions and answers", about: "answers questions from a few articles, and says when it has no answer" },
  { name: "service-desk", agent: "Service_Desk", label: "Service desk", about: "verifies customers before it talks about their account" },
  { name: "router", agent: "Front_Desk", label: "Front desk with specialists", about: "leads guests to specialists, and stays with the one who is talking" },
  { name: "employee-helper", agent: "Employee_Helper", label: "Employee helper", about: "collects details, files a request, asks a specialist" },
];
