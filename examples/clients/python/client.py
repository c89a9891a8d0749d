"""A client of the Agent API with Python's standard library only (3.9 or newer).

    eval "$(npm run -s dragoman -- env --shell)"     (while the server runs)
    python3 examples/clients/python/client.py
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Iterator, Optional

# A turn may take 120 seconds on the server; wait a little longer than that.
TIMEOUT_S = 130


class AgentApiError(Exception):
    """A refusal, with the server's own sentence."""

    def __init__(self, step: str, error: urllib.error.HTTPError):
        text = error.read().decode("utf-8", "replace")
        try:
            body = json.loads(text)
        except ValueError:
            body = {}
        message = body.get("message") or body.get("error_description") or text or error.reason
        super().__init__(f"{step} was refused ({error.code}): {message}")
        self.status = error.code
        self.request_id = error.headers.get("x-request-id")


def request(step: str, method: str, url: str, headers: dict, body: Optional[bytes] = None):
    """Send a request; the open response, or an AgentApiError."""
    try:
        return urllib.request.urlopen(
            urllib.request.Request(url, data=body, headers=headers, method=method), timeout=TIMEOUT_S
        )
    except urllib.error.HTTPError as error:
        raise AgentApiError(step, error) from error


def get_token(my_domain_url: str, consumer_key: str, consumer_secret: str) -> str:
    """Get an access token. The scopes are those of the external client app: sending a scope is an error."""
    form = {"grant_type": "client_credentials", "client_id": consumer_key, "client_secret": consumer_secret}
    with request(
        "The token request",
        "POST",
        f"{my_domain_url}/services/oauth2/token",
        {"Content-Type": "application/x-www-form-urlencoded"},
        urllib.parse.urlencode(form).encode(),
    ) as response:
        return json.load(response)["access_token"]


class Session:
    """A conversation. One message at a time: a second one while the first is answered is refused with 423."""

    def __init__(self, api_base: str, my_domain_url: str, token: str, agent_id: str, employee: bool = False):
        self.api_base = api_base
        self.token = token
        self.sequence = 0
        started = self._call(
            "Starting a session",
            "POST",
            f"/agents/{agent_id}/sessions",
            {
                "externalSessionKey": str(uuid.uuid4()),
                "instanceConfig": {"endpoint": my_domain_url},
                "streamingCapabilities": {"chunkTypes": ["Text"]},
                # An employee agent acts as the token's user; every other agent as its own.
                "bypassUser": not employee,
            },
        )
        self.id = started["sessionId"]
        self.greeting = started["messages"]

    def send(self, text: str) -> list:
        """Send a message and wait for the whole answer: the messages of the turn."""
        return self._call("Sending", "POST", f"/sessions/{self.id}/messages", self._message(text))["messages"]

    def stream(self, text: str) -> Iterator[dict]:
        """Send a message and receive the answer as it is written: the messages of the turn, TextChunk first."""
        response = self._open(
            "Sending",
            "POST",
            f"/sessions/{self.id}/messages/stream",
            self._message(text),
            {"Accept": "text/event-stream"},
        )
        with response:
            for data in event_data(response):
                message = json.loads(data)["message"]
                if message["type"] == "EndOfTurn":
                    return
                yield message
        raise ConnectionError("The stream broke off before the end of the turn. Send the message again")

    def feedback(self, feedback_id: str, good: bool, text: str = "") -> None:
        """Say what the user thought of an answer; the feedback id is in its messages."""
        body = {"feedbackId": feedback_id, "feedback": "GOOD" if good else "BAD", "text": text}
        self._open("The feedback", "POST", f"/sessions/{self.id}/feedback", body).close()

    def end(self, reason: str = "UserRequest") -> list:
        """End the session: the farewell messages."""
        headers = {"x-session-end-reason": reason}
        return self._call("Ending", "DELETE", f"/sessions/{self.id}", None, headers)["messages"]

    def _message(self, text: str) -> dict:
        self.sequence += 1
        return {"message": {"sequenceId": self.sequence, "type": "Text", "text": text}}

    def _open(self, step: str, method: str, path: str, body: Optional[dict], headers: Optional[dict] = None):
        return request(
            step,
            method,
            self.api_base + path,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **(headers or {})},
            None if body is None else json.dumps(body).encode(),
        )

    def _call(self, step: str, method: str, path: str, body: Optional[dict], headers: Optional[dict] = None) -> dict:
        with self._open(step, method, path, body, headers) as response:
            return json.load(response)


def event_data(lines) -> Iterator[str]:
    """The data of each server-sent event: its `data:` lines, up to the empty line that ends it."""
    data = []
    for raw in lines:
        line = raw.decode("utf-8").rstrip("\r\n")
        if line.startswith("data:"):
            value = line[5:]
            data.append(value[1:] if value.startswith(" ") else value)
        elif not line and data:
            yield "\n".join(data)
            data = []


def main() -> None:
    names = ["MY_DOMAIN_URL", "API_BASE", "CONSUMER_KEY", "CONSUMER_SECRET", "AGENT_ID"]
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        print(
            f'Not set: {", ".join(missing)}. Start the server, then: eval "$(npm run -s dragoman -- env --shell)"',
            file=sys.stderr,
        )
        sys.exit(2)
    my_domain_url, api_base, key, secret, agent_id = (os.environ[name] for name in names)

    session = Session(api_base, my_domain_url, get_token(my_domain_url, key, secret), agent_id)
    print("agent ", session.greeting[0]["message"])

    answer = session.send("Where is my order HX-1042?")[0]
    print("you    Where is my order HX-1042?")
    print("agent ", answer["message"])

    print("you    How long does delivery take?")
    print("agent  ", end="")
    for message in session.stream("How long does delivery take?"):
        if message["type"] == "TextChunk":
            print(message["message"], end="", flush=True)
        # Some answers come without chunks; the Inform always has the whole text.
        if message["type"] == "Inform":
            print(f"\n       ({len(message['message'])} characters in all)")

    session.feedback(answer["feedbackId"], True, "Quick and clear")
    print("feedback accepted")
    print("session ended:", session.end()[0]["reason"])


if __name__ == "__main__":
    try:
        main()
    except AgentApiError as error:
        print(error, file=sys.stderr)
        if error.request_id:
            print(f"The server's log has more under request {error.request_id}.", file=sys.stderr)
        sys.exit(1)
    except urllib.error.URLError as error:
        print(f"Nothing answers at {os.environ['MY_DOMAIN_URL']} ({error.reason}). Start the server: npm start", file=sys.stderr)
        sys.exit(1)
