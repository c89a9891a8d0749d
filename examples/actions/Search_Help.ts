// Finds the help article that fits a question; an empty article when none does.
import { findArticle } from "../data/articles.ts";

export default function searchHelp(inputs: { question: string; site: string }) {
  const found = findArticle(inputs.question);
  return { article: found ? `${found.text} More at ${inputs.site}/${found.page}.` : "" };
}
