#!/usr/bin/env bash
# The whole Agent API with curl: token, session, a message whole, a message streamed, feedback, end.
#
#   eval "$(npm run -s dragoman -- env --shell)"     (while the server runs)
#   bash examples/clients/curl.sh
#
# Needs curl 7.76 or newer, and Node to read three values out of JSON.
set -euo pipefail

for name in MY_DOMAIN_URL API_BASE CONSUMER_KEY CONSUMER_SECRET AGENT_ID; do
  if [ -z "${!name:-}" ]; then
    echo "$name is not set. Start the server, then: eval \"\$(npm run -s dragoman -- env --shell)\"" >&2
    exit 2
  fi
done

# Reads one value from the JSON in $reply, such as `value .messages[0].feedbackId`.
value() { printf '%s' "$reply" | node -p "JSON.parse(require('fs').readFileSync(0, 'utf8'))$1"; }

# Keeps a reply in $reply and shows it; a refusal is shown and ends the script.
show() {
  echo "--- $1"
  shift
  if ! reply=$("$@"); then
    echo "$reply" >&2
    echo "The server refused this step; the line above says why." >&2
    exit 1
  fi
  echo "$reply"
}

# An API call: api METHOD PATH [more curl options].
api() {
  local method=$1 path=$2
  shift 2
  curl --silent --show-error --fail-with-body --no-buffer --request "$method" "$API_BASE$path" \
    --header "Authorization: Bearer $token" "$@"
}

# 1. A token from the external client app. The scopes are the app's: do not send any. The secret travels on standard
#    input, so that it is not in the list of running programs.
get_token() {
  printf '%s' "$CONSUMER_SECRET" |
    curl --silent --show-error --fail-with-body "$MY_DOMAIN_URL/services/oauth2/token" \
      --data grant_type=client_credentials --data-urlencode "client_id=$CONSUMER_KEY" --data-urlencode client_secret@-
}
if ! reply=$(get_token); then
  if [ -z "$reply" ]; then
    echo "Nothing answers at $MY_DOMAIN_URL. Start the server: npm start" >&2
  else
    echo "$reply" >&2
    echo "No token. Compare CONSUMER_KEY and CONSUMER_SECRET with: npm run -s dragoman -- env" >&2
  fi
  exit 1
fi
token=$(value .access_token)
echo "--- token"
echo "scope $(value .scope)"

# 2. A session. `bypassUser: true` lets the agent act as its own user; the key is yours to choose.
show "start" api POST "/agents/$AGENT_ID/sessions" --header 'Content-Type: application/json' --data "{
  \"externalSessionKey\": \"curl-$$-$(date +%s)\",
  \"instanceConfig\": { \"endpoint\": \"$MY_DOMAIN_URL\" },
  \"streamingCapabilities\": { \"chunkTypes\": [\"Text\"] },
  \"bypassUser\": true
}"
session=$(value .sessionId)

# 3. A message, answered whole.
show "message" api POST "/sessions/$session/messages" --header 'Content-Type: application/json' --data '{
  "message": { "sequenceId": 1, "type": "Text", "text": "Where is my order HX-1042?" }
}'
feedback=$(value '.messages[0].feedbackId')

# 4. A message, answered as a stream of server-sent events; it ends with END_OF_TURN.
echo "--- stream"
api POST "/sessions/$session/messages/stream" --header 'Content-Type: application/json' \
  --header 'Accept: text/event-stream' --data '{
  "message": { "sequenceId": 2, "type": "Text", "text": "How long does delivery take?" }
}'

# 5. What the customer thought of the first answer. The reply is empty.
show "feedback" api POST "/sessions/$session/feedback" --header 'Content-Type: application/json' --data "{
  \"feedbackId\": \"$feedback\", \"feedback\": \"GOOD\", \"text\": \"Quick and clear\"
}"

# 6. The end. The reason is required.
show "end" api DELETE "/sessions/$session" --header 'x-session-end-reason: UserRequest'
