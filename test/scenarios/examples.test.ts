// The sample project is sound, and each of its agents leads a conversation that is of use.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findArticle } from "../../examples/data/articles.ts";
import { openAt } from "../../examples/data/opening-hours.ts";
import { orderBy } from "../../examples/data/orders.ts";
import { readProject } from "../../src/project/read.ts";
import { readScript } from "../../src/script/read.ts";
import { type Conversation, converse, type Host, textOf } from "../support/conversation.ts";
import { startCommand } from "../support/start-command.ts";

const examples = resolve(import.meta.dirname, "../../examples");

describe("the sample project", async () => {
  const project = await readProject(examples, {});

  test("has three agents and a dragoman.yaml without problems", () => {
    expect(project.problems).toEqual([]);
    expect(project.agents.map((agent) => agent.developerName)).toEqual(["Hexfell_Service", "Hut_Warden", "Staff_Desk"]);
  });

  test.for(project.agents)("$developerName passes every check", ({ source }) => {
    const { problems } = readScript(source);
    expect(problems.filter((problem) => problem.severity !== "info")).toEqual([]);
  });

  test.for(project.agents)("every target of $developerName is a function in actions/", ({ source }) => {
    const targets = [...source.matchAll(/target: "\w+:\/\/(\w+)"/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(examples, "actions", `${target}.ts`)))).toEqual([]);
    expect(targets).not.toEqual([]);
  });
});

describe("the sample data", () => {
  test("opening hours are those of the shop's own clock", () => {
    expect(openAt(new Date("2026-06-01T18:30:00Z"))).toEqual({ isOpen: true, nextOpen: "now" }); // Monday, 19:30 in London
    expect(openAt(new Date("2026-06-01T19:30:00Z"))).toEqual({ isOpen: false, nextOpen: "on Tuesday at 8:00" });
    expect(openAt(new Date("2026-06-02T05:00:00Z"))).toEqual({ isOpen: false, nextOpen: "today at 8:00" });
    expect(openAt(new Date("2026-06-06T17:00:00Z"))).toEqual({ isOpen: false, nextOpen: "on Monday at 8:00" }); // Saturday
  });

  test("an order number may be typed in any way, and a question in any words", () => {
    expect(orderBy("hx 1042")?.number).toBe("HX-1042");
    expect(orderBy("1043x")?.number).toBe("HX-1043");
    expect(orderBy("")).toBeUndefined();
    expect(findArticle("How long does delivery to Ireland take?")?.page).toBe("delivery");
    expect(findArticle("Is my zip covered by the guarantee?")?.page).toBe("warranty");
    expect(findArticle("Who won the match?")).toBeUndefined();
  });
});

describe("with the embedded matcher", () => {
  let server: Shop;
  beforeAll(async () => {
    server = await serveCopy("matcher");
  });
  afterAll(() => server?.close());

  /** Say each sentence in turn; the answer must have the words beside it. */
  async function talk(conversation: Conversation, lines: readonly (readonly [said: string, answer: RegExp])[]) {
    for (const [said, answer] of lines) expect(textOf(await conversation.say(said)), said).toMatch(answer);
  }

  test("the shop finds an order, asking for its number", async () => {
    const conversation = await converse(server, server.agents.Hexfell_Service!);
    expect(conversation.greeting).toBe(
      "Hello, this is Hexfell Outfitters. I can help with orders, returns and questions, or find you a colleague.",
    );
    await talk(conversation, [
      ["Where is my order?", /order number/i],
      ["HX-1042", /shipped yesterday and should arrive tomorrow/],
      ["And where is HX-9999?", /There is no order HX-9999/],
    ]);
  });

  test("the shop cancels an order after an e-mail address and an approval, and not before", async () => {
    const conversation = await converse(server, server.agents.Hexfell_Service!);
    await talk(conversation, [
      ["Has my order HX-1043 shipped?", /is being packed and has not been shipped/],
      ["I want to cancel my order", /e-mail address/i],
      ["mallory@example.com", /not the e-mail address of this order/],
    ]);
    const [proposal] = await conversation.say("mira@example.com");
    expect(proposal).toMatchObject({ type: "Confirm" });
    expect(textOf(await conversation.refuse(proposal!))).not.toMatch(/is cancelled/);

    const [again] = await conversation.say("Please cancel my order");
    expect(textOf(await conversation.approve(again!))).toMatch(/HX-1043.*is cancelled/);
  });

  test("the shop knows what may come back, and makes a label", async () => {
    const conversation = await converse(server, server.agents.Hexfell_Service!);
    await talk(conversation, [
      ["I want to return order HX-1027", /12 days ago, so it can be returned for a full refund/],
      ["I need a return label", /reason of the return/],
      ["They are too small", /RL-1027/],
    ]);
    const credit = await converse(server, server.agents.Hexfell_Service!);
    await talk(credit, [["I want to return order HX-1011", /shop credit/]]);
    const late = await converse(server, server.agents.Hexfell_Service!);
    await talk(late, [["I want to return order HX-0963", /too late for a return/]]);
  });

  test("the shop answers questions from its articles, and changes desks when the topic changes", async () => {
    const conversation = await converse(server, server.agents.Hexfell_Service!);
    await talk(conversation, [
      ["How long does delivery to Ireland take?", /four to six to Ireland/],
      ["What does the warranty cover?", /three years/],
      ["Can I pay by invoice?", /invoice within 14 days/],
      ["When are your shops open?", /from 9 to 18/],
      ["Where is my order HX-1042?", /shipped yesterday/],
      ["Thank you!", /You are welcome/],
    ]);
  });

  test("a page can say who is signed in and which order is on it", async () => {
    const conversation = await converse(server, server.agents.Hexfell_Service!, {
      variables: [
        { name: "customer_name", type: "Text", value: "Ada" },
        { name: "order_number", type: "Text", value: "HX-1042" },
      ],
    });
    expect(conversation.greeting).toMatch(/^Hello Ada, this is Hexfell Outfitters/);
    await talk(conversation, [["Where is my order?", /shipped yesterday/]]);
  });

  test("goodbye ends the session", async () => {
    const conversation = await converse(server, server.agents.Hexfell_Service!);
    const messages = await conversation.say("Goodbye");
    expect(messages.at(-1)).toMatchObject({ type: "SessionEnded", reason: "Action" });
  });

  test("the hut's warden answers from the facts of the script and of tonight's book", async () => {
    const conversation = await converse(server, server.agents.Hut_Warden!);
    await talk(conversation, [
      ["How many beds are free tonight?", /6 beds free tonight/],
      ["When is supper?", /half past six/],
      ["What is the weather like?", /clear and cold/],
      ["What does a bed cost?", /28 euros/],
    ]);
  });

  test("the staff desk checks stock, keeps the supplier's note to itself, and files a report once approved", async () => {
    const conversation = await converse(server, server.agents.Staff_Desk!, { bypassUser: false });
    const stock = textOf(await conversation.say("Do we have TN-204?"));
    expect(stock).toMatch(/7 in stock/);
    expect(stock).not.toMatch(/margin/);
    await talk(conversation, [["Is BT-310 on order?", /out of stock. More arrive in 5 days/]]);

    const [proposal] = await conversation.say("Report damaged goods: 2 of TN-204 are torn");
    expect(proposal).toMatchObject({ type: "Confirm" });
    expect(textOf(await conversation.approve(proposal!))).toMatch(/DR-TN-204-2/);
  });
});

describe("a colleague", () => {
  const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const always = `{ ${days.map((day) => `${day}: [0, 24]`).join(", ")} }`;

  test.for([
    { when: "joins in opening hours", hours: always, type: "Escalate", words: /a colleague is joining/ },
    { when: "can call back outside them", hours: "{}", type: "Inform", words: /not at work now.*call back/s },
  ])("$when", async ({ hours, type, words }) => {
    const server = await serveCopy("matcher", (folder) => {
      const file = join(folder, "data/opening-hours.ts");
      writeFileSync(file, readFileSync(file, "utf8").replace(/= \{\n {2}Monday[^}]*\};/, `= ${hours};`));
    });
    try {
      const conversation = await converse(server, server.agents.Hexfell_Service!);
      const messages = await conversation.say("I want to talk to a person");
      expect(messages.map((message) => message.type)).toContain(type);
      expect(textOf(messages)).toMatch(words);
    } finally {
      await server.close();
    }
  });
});

describe("with the scripted model of the samples", () => {
  test("an order is cancelled as a language model would do it, in three messages", async () => {
    const server = await serveCopy(`scripted:${join(examples, "replies.yaml")}`);
    try {
      const conversation = await converse(server, server.agents.Hexfell_Service!);
      expect(textOf(await conversation.say("Please cancel HX-1043"))).toMatch(/Which e-mail address/);
      const [proposal] = await conversation.say("mira@example.com");
      expect(proposal).toMatchObject({ type: "Confirm" });
      expect(textOf(await conversation.approve(proposal!))).toMatch(/Your order is cancelled/);
    } finally {
      await server.close();
    }
  });
});

interface Shop extends Host {
  /** Ids by developer name. */
  readonly agents: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Serve the sample project from a folder of its own, by `dragoman start`.
 * @param edit changes files of the folder before the server reads them
 */
async function serveCopy(model: string, edit: (folder: string) => void = () => {}): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), "dragoman-shop-"));
  const project = join(folder, "project");
  cpSync(examples, project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  edit(project);
  const server = await startCommand({ project, data: join(folder, "data"), model });
  return {
    origin: server.origin,
    agents: await server.agents(),
    token: server.token,
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
