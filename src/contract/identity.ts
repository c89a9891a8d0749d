// Identity on the wire: who a bearer token speaks for, and the shapes and refusals of the OAuth endpoints.

/** Whom a verified access token speaks for. */
export interface Principal {
  readonly orgId: string;
  /** Id of the user the token acts as. */
  readonly memberId: string;
  readonly username: string;
  readonly appId: string;
  /** The consumer key the token was issued to. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly tokenId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}
