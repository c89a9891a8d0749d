// Reads scripts beside the page, so that typing never waits for the checker.
import { type Analysis, analyse } from "../../../../script/editor/analyse.ts";
import { type Answered, type Asked, answers } from "./questions.ts";

let latest: Analysis | undefined;

self.addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  if (data.source !== undefined && data.source !== latest?.source) latest = analyse(data.source);
  latest ??= analyse("");
  const about = { offset: 0, name: "", agent: "", ...data.about };
  const reply: Answered = { id: data.id, answer: answers[data.question](latest, about) };
  self.postMessage(reply);
});
