// A conversation with an agent from start to end: greeting, a whole answer, a streamed answer, feedback, farewell.
//
//   eval "$(npm run -s dragoman -- env --shell)"     (while the server runs)
//   node examples/clients/node/main.js
import { AgentApiError, getToken, startSession } from "./agent-api.js";

const names = ["MY_DOMAIN_URL", "API_BASE", "CONSUMER_KEY", "CONSUMER_SECRET", "AGENT_ID"];
const missing = names.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`Not set: ${missing.join(", ")}. Start the server, then: eval "$(npm run -s dragoman -- env --shell)"`);
  process.exit(2);
}
const settings = {
  myDomainUrl: process.env.MY_DOMAIN_URL,
  apiBase: process.env.API_BASE,
  consumerKey: process.env.CONSUMER_KEY,
  consumerSecret: process.env.CONSUMER_SECRET,
};

try {
  const token = await getToken(settings);
  const session = await startSession(settings, token, process.env.AGENT_ID);
  console.log(`agent  ${session.greeting[0].message}`);

  const [answer] = await session.send("Where is my order HX-1042?");
  console.log(`you    Where is my order HX-1042?\nagent  ${answer.message}`);

  console.log("you    How long does delivery take?");
  process.stdout.write("agent  ");
  for await (const message of session.stream("How long does delivery take?")) {
    if (message.type === "TextChunk") process.stdout.write(message.message);
    // Some answers come without chunks; the Inform always has the whole text.
    if (message.type === "Inform") console.log(`\n       (${message.message.length} characters in all)`);
  }

  await session.feedback(answer.feedbackId, true, "Quick and clear");
  console.log("feedback accepted");

  const [farewell] = await session.end();
  console.log(`session ended: ${farewell.reason}`);
} catch (error) {
  if (error instanceof AgentApiError) {
    console.error(error.message);
    if (error.requestId) console.error(`The server's log has more under request ${error.requestId}.`);
  } else if (error.cause?.code === "ECONNREFUSED") {
    console.error(`Nothing answers at ${settings.myDomainUrl}. Start the server: npm start`);
  } else {
    console.error(error);
  }
  process.exit(1);
}
