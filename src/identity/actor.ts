// Who changes a record: a person, the operator of the machine, or a project file.

export interface Actor {
  /** Id of a user, `operator`, `project`, or `server` for what the server makes itself. */
  readonly actor: string;
  /** Network address, where the change came over the network. */
  readonly address?: string | undefined;
  /**
   * Set for a file that is read again at every start: what it says as it did before is not applied anew, so that what was
   * changed by hand in between stays (`standing.ts`).
   */
  readonly repeats?: true;
}

/** Whoever holds the operator's token, which lies in the data folder. */
export const operator: Actor = { actor: "operator" };
