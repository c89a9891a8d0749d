// A newcomer's first project: every template becomes one, is right in the checker's eyes, passes its own conversations, and
// answers without a key.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { templates } from "../../src/templates.ts";
import { type Conversation, converse, textOf } from "../support/conversation.ts";
import { run } from "../support/run.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";

const command = resolve(import.meta.dirname, "../../bin/dragoman.js");
const folder = mkdtempSync(join(tmpdir(), "dragoman-templates-"));
const dragoman = (...words: string[]) => run([process.execPath, command, ...words], { cwd: folder });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a project of each", () => {
  beforeAll(async () => {
    for (const { name, agent } of templates) {
      const made = await dragoman("init", name, "--template", name, "--name", `My_${agent}`);
      expect(made, made.err).toMatchObject({ code: 0 });
    }
  });

  test("has no error and no warning", async () => {
    const { out } = await dragoman("agent", "validate", ".", "--json");
    const files = JSON.parse(out) as { file: string; problems: { severity: string }[] }[];
    expect(files.map(({ file }) => file).sort()).toEqual(
      templates.map(({ name, agent }) => `${name}/agents/My_${agent}/My_${agent}.agent`).sort(),
    );
    expect(files.flatMap(({ problems }) => problems).filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  test("is laid out", async () => {
    expect(await dragoman("agent", "format", "--check", ".")).toMatchObject({ code: 0 });
  });

  test("compiles", async () => {
    expect(await dragoman("agent", "compile", ".", "--out", join(folder, "compiled"))).toMatchObject({ code: 0 });
  });

  test("passes its conversations", async () => {
    const folders = templates.map(({ name }) => join(name, "conversations"));
    const played = await dragoman("agent", "run", "--script", ...folders);
    expect(played, played.out + played.err).toMatchObject({ code: 0 });
    for (const { name } of templates) expect(played.out).toContain(`${name}/conversations/`);
    expect(played.out).toMatch(/ played: all as expected\n$/);
  });
});

describe("a project with all of them, without a key", () => {
  let server: StartedServer;
  let agents: Readonly<Record<string, string>>;

  beforeAll(async () => {
    await dragoman("init", "house", "--template", "faq");
    for (const { name, agent } of templates.filter((template) => template.name !== "faq")) {
      const added = await dragoman("agent", "new", agent, "--template", name, "--project", "house");
      expect(added, added.err).toMatchObject({ code: 0 });
    }
    server = await startCommand({ project: join(folder, "house"), data: join(folder, "data") });
    agents = await server.agents();
  });
  afterAll(() => server?.stop());

  const start = (agent: string, bypassUser = true) => converse(server, agents[agent]!, { bypassUser });

  /** Say the left sides in order; each answer matches the right side. */
  async function follow(conversation: Conversation, exchanges: readonly (readonly [said: string, heard: RegExp])[]) {
    for (const [said, heard] of exchanges) expect(textOf(await conversation.say(said)), said).toMatch(heard);
  }

  test("the museum answers what its articles know, and sends one elsewhere for the rest", async () => {
    await follow(await start("Faq"), [
      ["When are you open?", /from ten to six/],
      ["What does a ticket cost?", /9 pounds/],
      ["Do you sell pocket watches?", /did not find an answer.*cloakroom/],
    ]);
  });

  test("the service desk says nothing of an account before it knows who asks", async () => {
    const desk = await start("Service_Desk");
    await follow(desk, [
      ["Which tariffs do you have?", /Lantern/],
      ["How high is my bill?", /customer number/],
      ["LF-2041", /ends in 37/],
      ["111111", /^(?!.*24 pounds).*not the code/],
      ["482913", /24 pounds/],
      ["I need an engineer", /morning or afternoon/],
    ]);
    const [confirm] = await desk.say("in the morning");
    expect(confirm).toMatchObject({ type: "Confirm" });
    expect(textOf(await desk.approve(confirm!))).toMatch(/V-2041/);
    expect(await desk.say("Goodbye")).toContainEqual(expect.objectContaining({ type: "SessionEnded" }));
  });

  test("three wrong codes lead to a colleague", async () => {
    const desk = await start("Service_Desk");
    await follow(desk, [
      ["My internet is down", /customer number/],
      ["LF-3377", /ends in 85/],
      ["111111", /try 1 of 3/],
      ["222222", /try 2 of 3/],
      ["333333", /colleague/],
    ]);
    expect(await desk.say("yes please")).toContainEqual(expect.objectContaining({ type: "Escalate" }));
  });

  test("the theatre stays with a specialist, and finds another one when the subject changes", async () => {
    await follow(await start("Front_Desk"), [
      ["What is on this week?", /The Tempest on Friday/],
      ["Two seats for the Tempest, please", /FR-2/],
      ["I lost my umbrella", /which thing was lost/],
      ["an umbrella", /row C/],
      ["Can we see backstage?", /Sundays at eleven/],
    ]);
  });

  test("the house desk files a repair when it knows room and fault, and asks the specialist about rules", async () => {
    await follow(await start("Employee_Helper", false), [
      ["May I bring my dog?", /Dogs are welcome/],
      ["Something is broken", /What is broken/],
      ["the lamp", /the room/],
      ["B-207", /R-B207/],
      ["Where can I park my bike?", /blue door/],
    ]);
  });
});
