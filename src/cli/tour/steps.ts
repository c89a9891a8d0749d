// The stops of the tour: the vendor's "Get Started" in order, then the three commonest mistakes.
import { z } from "zod";
import { BASE_PATH, MessagesResponse, StartSessionResponse } from "../../contract/agent-api.ts";
import { exchange, type Reply, type Request, send } from "./exchange.ts";

/** What the tour knows so far; steps add to it. */
export interface Trip {
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly agentId: string;
  token: string;
  sessionId: string;
  feedbackId: string;
}

export interface Step {
  readonly title: string;
  readonly request: (trip: Trip) => Request;
  readonly streamed?: true;
  /** Another way of asking than sending the request and reading its reply. */
  readonly ask?: (trip: Trip, request: Request) => Promise<Reply>;
  /** Status that is expected. */
  readonly status: number;
  /** What else must be so: throws when it is not, and keeps what later steps need. */
  readonly keep?: (trip: Trip, reply: Reply) => void;
}

const json = (reply: Reply): unknown => JSON.parse(reply.text);
const bearer = ({ token }: Trip) => ({ authorization: `Bearer ${token}` });

const tokenRequest = ({ consumerKey }: Trip, secret: string): Request => ({
  method: "POST",
  path: "/services/oauth2/token",
  body: new URLSearchParams({ grant_type: "client_credentials", client_id: consumerKey, client_secret: secret }),
});

const startRequest = (trip: Trip): Request => ({
  method: "POST",
  path: `${BASE_PATH}/agents/${trip.agentId}/sessions`,
  headers: bearer(trip),
  body: {
    externalSessionKey: "tour",
    instanceConfig: { endpoint: trip.url },
    streamingCapabilities: { chunkTypes: ["Text"] },
    bypassUser: true,
  },
});

const messageRequest = (trip: Trip, sequenceId: number, text: string, sessionId = trip.sessionId): Request => ({
  method: "POST",
  path: `${BASE_PATH}/sessions/${sessionId}/messages`,
  headers: bearer(trip),
  body: { message: { sequenceId, type: "Text", text } },
});

const streamRequest = (trip: Trip, sequenceId: number, text: string): Request => {
  const whole = messageRequest(trip, sequenceId, text);
  return { ...whole, path: `${whole.path}/stream` };
};

const keepSession = (trip: Trip, reply: Reply) => {
  trip.sessionId = StartSessionResponse.parse(json(reply)).sessionId;
};

export const steps: readonly Step[] = [
  {
    title: "Get a token for the external client app",
    request: (trip) => tokenRequest(trip, trip.consumerSecret),
    status: 200,
    keep: (trip, reply) => {
      trip.token = z.object({ access_token: z.string().startsWith("eyJ") }).parse(json(reply)).access_token;
    },
  },
  { title: "Start a session", request: startRequest, status: 200, keep: keepSession },
  {
    title: "Send a message and wait for the whole answer",
    request: (trip) => messageRequest(trip, 1, "Where is my order HX-1043?"),
    status: 200,
    keep: (trip, reply) => {
      const answer = MessagesResponse.parse(json(reply)).messages.find((message) => message.type === "Inform");
      if (!answer) throw new Error("no answer among the messages");
      trip.feedbackId = answer.feedbackId;
    },
  },
  {
    title: "Send a message and read the answer as it is written",
    request: (trip) => streamRequest(trip, 2, "What does delivery cost?"),
    streamed: true,
    status: 200,
    keep: (_, { text }) => {
      if (!/^event: INFORM$/m.test(text)) throw new Error("the stream has no INFORM event");
      if (!/event: END_OF_TURN\n[^\n]*\n[^\n]*\n\n$/.test(text)) throw new Error("END_OF_TURN is not the last event");
    },
  },
  {
    title: "Say that the first answer was good",
    request: (trip) => ({
      method: "POST",
      path: `${BASE_PATH}/sessions/${trip.sessionId}/feedback`,
      headers: bearer(trip),
      body: { feedbackId: trip.feedbackId, feedback: "GOOD", text: "Found it at once" },
    }),
    status: 201,
  },
  {
    title: "End the session",
    request: (trip) => ({
      method: "DELETE",
      path: `${BASE_PATH}/sessions/${trip.sessionId}`,
      headers: { ...bearer(trip), "x-session-end-reason": "UserRequest" },
    }),
    status: 200,
    keep: (_, reply) => {
      const [last] = MessagesResponse.parse(json(reply)).messages;
      if (last?.type !== "SessionEnded") throw new Error("the reply does not say that the session ended");
    },
  },
  {
    title: "Mistake: a wrong secret",
    request: (trip) => tokenRequest(trip, "not-the-secret"),
    status: 400,
    keep: (_, reply) => void z.object({ error: z.literal("invalid_client") }).parse(json(reply)),
  },
  {
    title: "Mistake: a session that does not exist",
    request: (trip) => messageRequest(trip, 1, "Hello?", "00000000-0000-4000-8000-000000000000"),
    status: 404,
  },
  { title: "Another session, for the last mistake", request: startRequest, status: 200, keep: keepSession },
  {
    title: "Mistake: a second message while the first is being answered",
    request: (trip) => messageRequest(trip, 2, "And one more thing"),
    ask: askMeanwhile,
    status: 423,
  },
];

/** Answers are quick here; a few tries are enough to be quicker once. */
const TRIES = 10;

/** Ask while the answer to another message is on its way. */
async function askMeanwhile(trip: Trip, request: Request): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const first = await send(trip.url, streamRequest(trip, attempt, "Where is my order HX-1043?"));
    const second = await exchange(trip.url, request);
    await first.text();
    if (second.status === 423 || attempt === TRIES) return second;
  }
}
