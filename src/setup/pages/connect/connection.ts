// What a client needs to know to talk to one agent as one app.

export interface Connection {
  /** My Domain URL. */
  readonly origin: string;
  readonly consumerKey: string;
  /** `null` until the person has proved who they are. */
  readonly consumerSecret: string | null;
  readonly agentId: string;
  readonly agentLabel: string;
  /** False for an employee agent, which acts as the token's user. */
  readonly bypassUser: boolean;
}
