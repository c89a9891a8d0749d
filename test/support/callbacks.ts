// Where clients of tests wait for a user to come back.

/** Of a client on the web; it has a parameter of its own, which has to stay. */
export const CALLBACK = "https://client.example.test/callback?kept=1";
/** Of a client on the user's device, as the sf CLI has it. */
export const LOCAL = "http://localhost:1717/OauthRedirect";
/** Of a client with a scheme of its own. */
export const NATIVE = "myapp://back";
