// Who changes a record: a person, the operator of the machine, or a project file.

export interface Actor {
  /** Id of a user, `operator`, or `project`. */
  readonly actor: string;
  /** Network address, where the change came over the network. */
  readonly address?: string | undefined;
}
