// A parameter to fill, and where a value for it is looked for.

/** A parameter to fill. */
export interface Slot {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  readonly options: readonly string[];
  readonly format: string;
  readonly pattern?: string;
}

/** Where a value is looked for. */
export interface Place {
  readonly text: string;
  /** The agent's last question was for this slot, so the text may be the bare value. */
  readonly asked: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** This is the tool's only slot of a number. */
  readonly onlyNumber: boolean;
}
