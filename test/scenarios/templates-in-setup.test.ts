// An agent made from a template in Setup works at once: in the sample project, beside its functions and data, and in a
// folder that is empty.
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTemplates } from "../../src/agents/templates.ts";
import { converse, textOf } from "../support/conversation.ts";
import { copyOf, projectOf, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

/** For each template: what is said in turn, what its functions make of the last of it, and whether a client may bypass users. */
const talks = {
  faq: { said: ["When are you open?"], heard: /from ten to six/, bypassUser: true },
  "service-desk": { said: ["How high is my bill?", "LF-2041"], heard: /ends in 37/, bypassUser: true },
  router: { said: ["What is on this week?"], heard: /The Tempest on Friday/, bypassUser: true },
  "employee-helper": { said: ["May I bring my dog?"], heard: /Dogs are welcome/, bypassUser: false },
} as const;

const templates = await readTemplates();

test("every template is listed, and talked to here", async () => {
  const names = Object.keys(talks);
  expect(templates.map(({ name }) => name)).toEqual(names);
  expect((await readdir(new URL("../../templates", import.meta.url))).sort()).toEqual(names.toSorted());
});

describe.each([
  ["the sample project", () => copyOf("examples")],
  ["an empty folder", () => projectOf({})],
])("in %s", (_, open) => {
  let project: TestProject;
  let server: TestServer;
  beforeAll(async () => {
    project = await open();
    server = await startTestServer({ project: project.path });
  });
  afterAll(async () => {
    await server?.close();
    await project.remove();
  });

  const operate = async <T>(path: string, body: unknown): Promise<T> => {
    const response = await server.operate(path, body);
    expect(response.status, path).toBe(200);
    return (await response.json()) as T;
  };

  test.each(Object.entries(talks))(
    "the agent from %s leads somewhere with each target, and answers",
    async (name, { said, heard, bypassUser }) => {
      const { source, files } = templates.find((template) => template.name === name)!;
      const made = await operate<{ id: string; files: string[] }>("/agents", {
        developerName: `New_${name.replace("-", "_")}`,
        template: name,
      });
      expect(made.files.toSorted()).toEqual(files.map(({ path }) => path).toSorted());
      const { hash } = (await (await server.operate(`/agents/${made.id}/versions/draft`)).json()) as { hash: string };
      const committed = await operate<{ unresolved: unknown[] }>(`/agents/${made.id}/commit`, {
        base: hash,
        message: null,
      });
      expect(committed.unresolved).toEqual([]);
      expect(await operate(`/agents/${made.id}/activate`, {})).toMatchObject({ version: 1, unresolved: [] });

      const conversation = await converse(server, made.id, { bypassUser });
      const answers: string[] = [];
      for (const text of said) answers.push(textOf(await conversation.say(text)));
      expect(answers.at(-1)).toMatch(heard);
      expect(answers.join("\n")).not.toContain(errorSentence(source));
    },
  );
});

test("where a file is in the way, the agent is made all the same, and its maker is told", async () => {
  const project = await projectOf({ "data/museum-articles.ts": "export const mine = true;\n" });
  const server = await startTestServer({ project: project.path });
  const made = await server.operate("/agents", { developerName: "Blocked", template: "faq" });
  expect(await made.json()).toMatchObject({
    ...{ developerName: "Blocked", files: [] },
    problem: expect.stringMatching(/^data\/museum-articles\.ts of your project folder is not the template's/),
  });
  await server.close();
  await project.remove();
});

/** What an agent says when a turn of it failed. */
function errorSentence(source: string): string {
  const [, sentence] = /^ +error: "(.+)"$/m.exec(source) ?? [];
  expect(sentence).toBeDefined();
  return sentence!;
}
