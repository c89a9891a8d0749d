// What `start` prints for a person to paste: the whole conversation with curl, from the token to the end.

/** Reads one value out of a JSON reply with what every system has. */
const value = (name: string) => `sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/'`;

const asCaller = `-H "Authorization: Bearer $TOKEN"`;
const json = `-H "Content-Type: application/json"`;
const message = (sequenceId: number, text: string) =>
  `-d '{"message":{"sequenceId":${sequenceId},"type":"Text","text":"${text}"}}'`;

/** The lines of the flow; `self` is how this program is called. `env` picks app and agent. */
export function curlFlow(self: string): string[] {
  return [
    `eval "$(${self} env --shell)"`,
    "",
    `TOKEN=$(curl -s "$MY_DOMAIN_URL/services/oauth2/token" -d grant_type=client_credentials \\`,
    `  -d client_id="$CONSUMER_KEY" -d client_secret="$CONSUMER_SECRET" | ${value("access_token")})`,
    "",
    `SESSION=$(curl -s "$API_BASE/agents/$AGENT_ID/sessions" ${asCaller} ${json} \\`,
    `  -d '{"externalSessionKey":"first","instanceConfig":{"endpoint":"'"$MY_DOMAIN_URL"'"},`,
    `       "streamingCapabilities":{"chunkTypes":["Text"]}}' | ${value("sessionId")})`,
    "",
    `REPLY=$(curl -s "$API_BASE/sessions/$SESSION/messages" ${asCaller} ${json} \\`,
    `  ${message(1, "Hello, what can you do?")}); printf '%s\\n' "$REPLY"`,
    "",
    `curl -sN "$API_BASE/sessions/$SESSION/messages/stream" ${asCaller} ${json} \\`,
    `  ${message(2, "Thank you. What else can you do?")}`,
    "",
    `curl -s "$API_BASE/sessions/$SESSION/feedback" ${asCaller} ${json} -w '%{http_code}\\n' \\`,
    `  -d '{"feedback":"GOOD","feedbackId":"'"$(printf '%s\\n' "$REPLY" | ${value("feedbackId")})"'"}'`,
    "",
    `curl -s -X DELETE "$API_BASE/sessions/$SESSION" ${asCaller} -H "x-session-end-reason: UserRequest"`,
  ];
}
