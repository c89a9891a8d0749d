// What completion answers: the things that may be typed, and what they take the place of.

/** One thing that may be typed. */
export interface Completion {
  readonly label: string;
  readonly kind: "block" | "field" | "value" | "keyword" | "type" | "namespace" | "member";
  /** What is typed, where it is not the label. */
  readonly text?: string;
  /** A line of code that says what it is. */
  readonly detail?: string;
  /** What it means. */
  readonly says?: string;
  readonly deprecated?: true;
}

export interface Completions {
  /** Offset of what is typed already; the item takes its place, up to the cursor. */
  readonly from: number;
  /** The likeliest first. */
  readonly items: readonly Completion[];
}
