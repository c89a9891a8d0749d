// A harbour's agent, the functions behind its actions, and a model that plays along: for tests of previews in a browser.
import type { StubReply, StubRequest } from "./model-stub.ts";

const script = `
system:
    instructions: "You answer for a harbour."
    messages:
        welcome: "Reed Harbour, good morning!"
        error: "The harbour office is closed."
config:
    developer_name: "Harbour"
    agent_type: "AgentforceServiceAgent"
    description: "Answers for a harbour"
access:
    default_agent_user: "api.user@harbour.example"
variables:
    guests: mutable number
        description: "How many guests"
    berth: mutable string = "none"
        description: "The berth"
    boat: mutable string = "unnamed"
        description: "The boat's name"
        visibility: "External"
    channel: linked string
        source: @MessagingSession.Id
        description: "Where the guest writes from"
connection messaging:
    escalation_message: "One moment, the harbour master is coming."
    outbound_route_type: "OmniChannelFlow"
    outbound_route_name: "flow://Route_To_Master"
start_agent office:
    description: "Answers guests"
    actions:
        Find_Berth:
            description: "Find a berth"
            include_in_progress_indicator: True
            progress_indicator_message: "Walking the pier"
            inputs:
                boat: string
                    is_required: True
            outputs:
                berth: string
            target: "flow://Find_Berth"
        Book_Berth:
            description: "Book a berth"
            require_user_confirmation: True
            inputs:
                boat: string
                    is_required: True
            outputs:
                booked: boolean
            target: "flow://Book_Berth"
    reasoning:
        instructions: |
            Help the guest of {!@variables.boat}.
        actions:
            find: @actions.Find_Berth
                description: "Find a berth"
                with boat=@variables.boat
                set @variables.berth = @outputs.berth
            book: @actions.Book_Berth
                description: "Book a berth"
                with boat=@variables.boat
            to_trips: @utils.transition to @subagent.trips
                description: "Trips"
            person: @utils.escalate
                description: "A talk with a person"
            bye: @utils.end_session
                description: "The guest says goodbye"
subagent trips:
    description: "Sells trips"
    actions:
        Find_Trip:
            description: "Find the next trip"
            inputs:
                guests: number
                    description: "How many guests"
                    is_required: True
            outputs:
                trip: string
            target: "flow://Find_Trip"
    reasoning:
        instructions: ->
            run @actions.Find_Trip
                with guests=@variables.guests
            | Sell it.
`;

/** The project, for `projectOf`. Where an action is called for real, it says so. */
export const harbour: Readonly<Record<string, string>> = {
  "Harbour.agent": script.trimStart(),
  "dragoman.yaml": `org:
  name: Reed Harbour
users:
  - username: api.user@harbour.example
    name: API User
apps:
  - name: Client
    runAs: api.user@harbour.example
`,
  "actions/Find_Berth.ts": `export default async () => ({ berth: "a real berth" });\n`,
  "actions/Book_Berth.ts": `export default async () => ({ booked: true });\n`,
  "actions/Find_Trip.ts": `export default async () => ({ trip: "at ten" });\n`,
};

/** First word of a message, and the tool that the model calls for it. */
const calls: Readonly<Record<string, string>> = {
  find: "find",
  book: "book",
  trip: "to_trips",
  human: "person",
  bye: "bye",
};

/** What hostile messages are made of. */
export const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title="owned"</script>`;

/** Answers a message of the harbour's guests: a tool by its first word, a slow answer for "slow", else plain words. */
export function harbourMaster({ body }: StubRequest): StubReply {
  const messages = body.messages as readonly { readonly role: string; readonly content: unknown }[];
  const last = messages.findLast(({ role }) => role === "user" || role === "tool")!;
  const said = typeof last.content === "string" ? last.content : JSON.stringify(last.content);
  const usage = { prompt: 120, completion: 8 };
  if (last.role === "tool") return { text: ["It is done: ", said.slice(0, 60)], usage };
  const tool = calls[said.split(" ")[0] ?? ""];
  const offered = JSON.stringify(body.tools ?? []);
  if (tool && offered.includes(`"${tool}"`)) return { calls: [{ name: tool, arguments: {} }], usage };
  if (said.startsWith("slow")) return { text: Array.from({ length: 400 }, () => "slowly "), gapMs: 20, usage };
  if (said.startsWith("hostile")) return { text: `You wrote ${HOSTILE}`, usage };
  return { text: ["The harbour ", "is open ", "until eight."], gapMs: 30, usage };
}
