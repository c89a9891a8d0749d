// Finds the article that answers a question. Where none does, both variables become None.
import { findArticle } from "../data/museum-articles.ts";

export default function find(inputs: { question: string; site: string }) {
  const found = findArticle(inputs.question);
  return { article: found?.text ?? null, page: found ? `${inputs.site}/${found.page}` : null };
}
