// Ready programs and files for a client of the Agent API, filled in for one app and one agent; each runs as it stands.
import { BASE_PATH } from "../../../contract/agent-api.ts";
import type { Connection } from "./connection.ts";
import { postmanCollection } from "./postman.ts";

/** Stands where the secret is not shown. */
export const SECRET_PLACE = "PUT_THE_CONSUMER_SECRET_HERE";

export interface Snippet {
  readonly id: string;
  readonly label: string;
  readonly file: string;
  readonly about: string;
  readonly text: (connection: Connection) => string;
}

/** The secret, or what stands in its place. */
export const secretOf = ({ consumerSecret }: Connection): string => consumerSecret ?? SECRET_PLACE;

export const snippets: readonly Snippet[] = [
  {
    id: "curl",
    label: "curl",
    file: "talk.sh",
    about: "Needs a POSIX shell, curl and sed.",
    text: (connection) => `MY_DOMAIN_URL='${connection.origin}'
CONSUMER_KEY='${connection.consumerKey}'
CONSUMER_SECRET='${secretOf(connection)}'
AGENT_ID='${connection.agentId}'

# A token, by the client credentials flow
TOKEN=$(curl -sS "$MY_DOMAIN_URL/services/oauth2/token" \\
  -d grant_type=client_credentials -d "client_id=$CONSUMER_KEY" -d "client_secret=$CONSUMER_SECRET" |
  sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')

# A session with the agent
SESSION_ID=$(curl -sS "$MY_DOMAIN_URL${BASE_PATH}/agents/$AGENT_ID/sessions" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d "{\\"externalSessionKey\\":\\"$(date +%s)-$$\\",\\"instanceConfig\\":{\\"endpoint\\":\\"$MY_DOMAIN_URL\\"},\\"streamingCapabilities\\":{\\"chunkTypes\\":[\\"Text\\"]},\\"bypassUser\\":${connection.bypassUser}}" |
  sed -n 's/.*"sessionId":"\\([^"]*\\)".*/\\1/p')

# A message, answered as a stream
curl -sSN "$MY_DOMAIN_URL${BASE_PATH}/sessions/$SESSION_ID/messages/stream" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Accept: text/event-stream" \\
  -d '{"message":{"type":"Text","sequenceId":1,"text":"Hello"},"variables":[]}'

# The end of the session
curl -sS -o /dev/null -w '%{http_code}\\n' -X DELETE "$MY_DOMAIN_URL${BASE_PATH}/sessions/$SESSION_ID" \\
  -H "Authorization: Bearer $TOKEN" -H "x-session-end-reason: UserRequest"
`,
  },
  {
    id: "env",
    label: ".env",
    file: ".env",
    about: "The names that dragoman env prints.",
    text: (connection) => `MY_DOMAIN_URL=${connection.origin}
API_BASE=${connection.origin}${BASE_PATH}
CONSUMER_KEY=${connection.consumerKey}
CONSUMER_SECRET=${secretOf(connection)}
AGENT_ID=${connection.agentId}
`,
  },
  {
    id: "node",
    label: "Node",
    file: "talk.mjs",
    about: "Node 20 or newer, no packages.",
    text: (connection) => `const origin = ${JSON.stringify(connection.origin)};
const agentId = ${JSON.stringify(connection.agentId)};
const client = { id: ${JSON.stringify(connection.consumerKey)}, secret: ${JSON.stringify(secretOf(connection))} };

async function call(method, path, headers, body) {
  const reply = await fetch(origin + path, { method, headers, body });
  if (!reply.ok) throw new Error(\`\${method} \${path}: \${reply.status} \${await reply.text()}\`);
  return reply;
}

const form = new URLSearchParams({ grant_type: "client_credentials", client_id: client.id, client_secret: client.secret });
const { access_token } = await (await call("POST", "/services/oauth2/token", {}, form)).json();
const headers = { authorization: \`Bearer \${access_token}\`, "content-type": "application/json" };

const start = {
  externalSessionKey: crypto.randomUUID(),
  instanceConfig: { endpoint: origin },
  streamingCapabilities: { chunkTypes: ["Text"] },
  bypassUser: ${connection.bypassUser},
};
const begun = await call("POST", \`${BASE_PATH}/agents/\${agentId}/sessions\`, headers, JSON.stringify(start));
const { sessionId, messages } = await begun.json();
console.log(messages.map(({ message }) => message).join(" "));

const message = { type: "Text", sequenceId: 1, text: "Hello" };
const session = \`${BASE_PATH}/sessions/\${sessionId}\`;
const stream = await call("POST", \`\${session}/messages/stream\`, headers, JSON.stringify({ message, variables: [] }));
let waiting = "";
for await (const text of stream.body.pipeThrough(new TextDecoderStream())) {
  const events = (waiting + text).split("\\n\\n");
  waiting = events.pop();
  for (const event of events) {
    const data = /^data: ?(.*)$/m.exec(event)?.[1];
    const said = data && JSON.parse(data).message;
    if (said?.type === "TextChunk") process.stdout.write(said.message);
  }
}
console.log();

await call("DELETE", session, { authorization: headers.authorization, "x-session-end-reason": "UserRequest" });
`,
  },
  {
    id: "python",
    label: "Python",
    file: "talk.py",
    about: "Python 3.9 or newer, no packages.",
    text: (connection) => `import json
import urllib.parse
import urllib.request
import uuid

ORIGIN = ${JSON.stringify(connection.origin)}
AGENT_ID = ${JSON.stringify(connection.agentId)}
CONSUMER_KEY = ${JSON.stringify(connection.consumerKey)}
CONSUMER_SECRET = ${JSON.stringify(secretOf(connection))}
BASE = ORIGIN + ${JSON.stringify(BASE_PATH)}


def call(method, url, headers=None, data=None):
    return urllib.request.urlopen(urllib.request.Request(url, data, headers or {}, method=method))


form = {"grant_type": "client_credentials", "client_id": CONSUMER_KEY, "client_secret": CONSUMER_SECRET}
with call("POST", ORIGIN + "/services/oauth2/token", data=urllib.parse.urlencode(form).encode()) as reply:
    token = json.load(reply)["access_token"]
headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

start = {
    "externalSessionKey": str(uuid.uuid4()),
    "instanceConfig": {"endpoint": ORIGIN},
    "streamingCapabilities": {"chunkTypes": ["Text"]},
    "bypassUser": ${connection.bypassUser ? "True" : "False"},
}
with call("POST", f"{BASE}/agents/{AGENT_ID}/sessions", headers, json.dumps(start).encode()) as reply:
    begun = json.load(reply)
print(" ".join(each["message"] for each in begun["messages"]))

session = f"{BASE}/sessions/{begun['sessionId']}"
message = {"message": {"type": "Text", "sequenceId": 1, "text": "Hello"}, "variables": []}
with call("POST", session + "/messages/stream", headers, json.dumps(message).encode()) as stream:
    for line in stream:
        if line.startswith(b"data:"):
            said = json.loads(line[5:])["message"]
            if said["type"] == "TextChunk":
                print(said["message"], end="", flush=True)
print()

call("DELETE", session, {"Authorization": headers["Authorization"], "x-session-end-reason": "UserRequest"}).close()
`,
  },
  {
    id: "postman",
    label: "Postman",
    file: "agent-api.postman_collection.json",
    about: "A collection of format 2.1: import it and send the requests from top to bottom.",
    text: (connection) => `${JSON.stringify(postmanCollection(connection, secretOf(connection)), null, 2)}\n`,
  },
];
