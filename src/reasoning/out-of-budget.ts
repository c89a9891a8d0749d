// What a host's model port throws once a turn may ask no more models.

export class OutOfBudget extends Error {
  /** What the user reads. */
  readonly told: string;

  /** @param why for the trace */
  constructor(why: string, told: string) {
    super(why);
    this.name = "OutOfBudget";
    this.told = told;
  }
}
