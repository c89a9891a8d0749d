// A client of the Agent API in one file, for Node 20 or newer and without dependencies. Copy it into your project.

/**
 * @typedef {object} Settings
 * @property {string} myDomainUrl  origin of the org, such as http://127.0.0.1:4080
 * @property {string} apiBase      where the Agent API is served; ends in /einstein/ai-agent/v1
 * @property {string} consumerKey
 * @property {string} consumerSecret
 */

/** A refusal, with the sentence of the server and the id under which its log has the details. */
export class AgentApiError extends Error {
  /** @param {string} step @param {number} status @param {string} message @param {string | null} requestId */
  constructor(step, status, message, requestId) {
    super(`${step} was refused (${status}): ${message}`);
    this.name = "AgentApiError";
    this.status = status;
    this.requestId = requestId;
  }
}

/** @param {string} step @param {Response} response */
async function accepted(step, response) {
  if (response.ok) return response;
  const text = await response.text();
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy may answer in plain text or not at all; the text is then the message.
  }
  const message = body.message ?? body.error_description ?? (text || response.statusText);
  throw new AgentApiError(step, response.status, message, response.headers.get("x-request-id"));
}

/**
 * Get an access token. The scopes are those of the external client app: sending a `scope` is an error.
 * @param {Settings} settings
 * @returns {Promise<string>}
 */
export async function getToken({ myDomainUrl, consumerKey, consumerSecret }) {
  const response = await fetch(`${myDomainUrl}/services/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: consumerKey,
      client_secret: consumerSecret,
    }),
  });
  return (await (await accepted("The token request", response)).json()).access_token;
}

/**
 * Start a session.
 * @param {Settings} settings
 * @param {string} token
 * @param {string} agentId
 * @param {{ employee?: boolean, variables?: { name: string, type: string, value: unknown }[] }} [options]
 *   `employee`: the agent is an employee agent, which acts as the token's user.
 */
export async function startSession(settings, token, agentId, options = {}) {
  const url = `${settings.apiBase}/agents/${agentId}/sessions`;
  const started = await call("Starting a session", "POST", url, token, {
    externalSessionKey: crypto.randomUUID(),
    instanceConfig: { endpoint: settings.myDomainUrl },
    streamingCapabilities: { chunkTypes: ["Text"] },
    bypassUser: !options.employee,
    variables: options.variables ?? [],
  });
  const { sessionId, messages } = await started.json();
  return new Session(`${settings.apiBase}/sessions/${sessionId}`, token, messages);
}

/** @param {string} step @param {string} method @param {string} url @param {string} token @param {unknown} body */
async function call(step, method, url, token, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return accepted(step, response);
}

/** A conversation. One message at a time: a second one while the first is answered is refused with 423. */
export class Session {
  #url;
  #token;
  #sequence = 0;

  /** @param {string} url @param {string} token @param {object[]} messages the greeting */
  constructor(url, token, messages) {
    this.#url = url;
    this.#token = token;
    this.greeting = messages;
  }

  #message(text) {
    this.#sequence += 1;
    return { message: { sequenceId: this.#sequence, type: "Text", text } };
  }

  /** Send a message and wait for the whole answer: the messages of the turn. */
  async send(text) {
    const response = await call("Sending", "POST", `${this.#url}/messages`, this.#token, this.#message(text));
    return (await response.json()).messages;
  }

  /** Send a message and receive the answer as it is written: the messages of the turn, TextChunk first. */
  async *stream(text) {
    const url = `${this.#url}/messages/stream`;
    const headers = { Accept: "text/event-stream" };
    const response = await call("Sending", "POST", url, this.#token, this.#message(text), headers);
    for await (const data of eventData(response.body)) {
      const { message } = JSON.parse(data);
      if (message.type === "EndOfTurn") return;
      yield message;
    }
    throw new Error("The stream broke off before the end of the turn. Send the message again");
  }

  /** Say what the user thought of an answer; `feedbackId` is in its messages. */
  async feedback(feedbackId, good, text) {
    const body = { feedbackId, feedback: good ? "GOOD" : "BAD", text };
    await call("The feedback", "POST", `${this.#url}/feedback`, this.#token, body);
  }

  /** End the session: the farewell messages. */
  async end(reason = "UserRequest") {
    const headers = { "x-session-end-reason": reason };
    const response = await call("Ending", "DELETE", this.#url, this.#token, undefined, headers);
    return (await response.json()).messages;
  }
}

/**
 * The `data` of each server-sent event of a body. Network reads may cut an event anywhere, even inside a character, so
 * bytes are decoded as a stream and only whole events, which end in an empty line, are given out.
 * @param {ReadableStream<Uint8Array>} body
 */
export async function* eventData(body) {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split(/\r?\n\r?\n/);
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = event
        .split(/\r?\n/)
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).replace(/^ /, ""));
      if (data.length > 0) yield data.join("\n");
    }
  }
}
