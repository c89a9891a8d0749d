// Where a message leads: the topic among several, or none.
import { afterAll, describe, expect, test } from "vitest";
import { toolOf } from "../../../test/behaviour/models.ts";
import { startMatcher, way } from "../../../test/support/ask-matcher.ts";

const { ask, close } = startMatcher();
afterAll(close);

describe("routing", () => {
  // None of these topics was used to choose the weights of rank.ts.
  const topics: Readonly<Record<string, { description: string; said: readonly string[] }>> = {
    cards: {
      description:
        'Lost, stolen or broken bank cards: "I lost my card", "my card was stolen", "block my card", "the machine kept my card", "I need a new card", "my PIN does not work"',
      said: [
        "my wallet is gone with all my cards",
        "please freeze my debit card",
        "I forgot the PIN of my card",
        "when do I get a replacement card",
      ],
    },
    transfers: {
      description:
        'Sending money: "make a transfer", "send money to my sister", "pay a bill", "my transfer has not arrived", "set up a standing order", "transfer abroad"',
      said: [
        "I want to send 200 euros to my landlord",
        "how do I pay somebody in Canada",
        "the money I sent last week never arrived",
        "change my monthly standing order",
      ],
    },
    loans: {
      description:
        'Loans and mortgages: "I need a loan", "what is your interest rate", "mortgage for a house", "borrow money", "repay my loan early", "car loan"',
      said: [
        "could I borrow 5000 euros",
        "we are buying a flat and need financing",
        "how high is the interest on credit",
        "can I pay back my mortgage sooner",
      ],
    },
    opening: {
      description:
        'Becoming a customer: "open an account", "how do I become a customer", "account for my child", "which documents do I need", "joint account", "student account"',
      said: [
        "I'd like to have an account with you",
        "can my wife and I share an account",
        "what papers must I bring to sign up",
        "an account for my daughter who is 12",
      ],
    },
    branches: {
      description:
        'Branches and cash machines: "where is the nearest branch", "opening hours", "cash machine near me", "are you open on Saturday", "where can I deposit cash", "branch in Leeds"',
      said: [
        "when does the office in York close",
        "where can I withdraw cash",
        "is there an ATM at the station",
        "do you open on Sundays",
      ],
    },
    app: {
      description:
        'The app and online banking: "I cannot log in", "forgot my password", "the app crashes", "new phone", "I do not get the code", "register for online banking"',
      said: [
        "your app keeps closing on my phone",
        "my password is not accepted any more",
        "the text with the code never comes",
        "how do I sign in on my new mobile",
      ],
    },
    fees: {
      description:
        'Prices and fees: "what does the account cost", "why was I charged", "fee for withdrawing money", "is the card free", "overdraft fee", "price list"',
      said: [
        "you took 4 euros from my account, what for",
        "how expensive is your account",
        "do I pay for the credit card",
        "what are the charges for an overdraft",
      ],
    },
  };
  const tools = Object.entries(topics).map(([name, { description }]) => way(name, description));
  const chosen = async (say: string) => (await ask({ say, tools })).calls[0]?.name;

  test("finds the topic for at least seven of ten paraphrases", async () => {
    const said = Object.entries(topics).flatMap(([name, topic]) => topic.said.map((say) => [name, say] as const));
    const right: string[] = [];
    for (const [name, say] of said) if ((await chosen(say)) === name) right.push(say);
    expect(right.length / said.length).toBeGreaterThanOrEqual(0.7);
  });

  test("leaves at least nine of ten off-topic questions alone, and says so", async () => {
    const offTopic = [
      "what is the capital of France",
      "tell me a joke",
      "who won the world cup in 1998",
      "write me a poem about spring",
      "how tall is the Eiffel tower",
      "do you like pizza",
      "translate good night into Spanish",
      "recommend a good film",
      "can dogs eat chocolate",
      "how do I cook rice",
    ];
    const routed: string[] = [];
    for (const say of offTopic) if (await chosen(say)) routed.push(say);
    expect(routed.length).toBeLessThanOrEqual(1);
    const { text } = await ask({ say: "who won the world cup in 1998", tools });
    expect(text).toMatch(
      /^I did not find an answer to that\.\n\nI can help with:\n- lost, stolen or broken bank cards\n/,
    );
  });

  test("what nothing fits goes to the tool that is there for it", async () => {
    const rest = way("small_talk", "Anything that is not about the bank");
    expect((await ask({ say: "tell me a joke", tools: [...tools, rest] })).calls).toEqual([
      { name: "small_talk", arguments: {} },
    ]);
  });

  test("a wish for a person finds the way to one, however the tool is described", async () => {
    const person = toolOf("hand_over", "Escalate", {}, "escalate");
    expect((await ask({ say: "let me talk to a human please", tools: [...tools, person] })).calls).toEqual([
      { name: "hand_over", arguments: {} },
    ]);
  });
});
