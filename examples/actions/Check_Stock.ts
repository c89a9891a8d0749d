// Looks an article's stock up by its code.
import { articleBy } from "../data/stock.ts";

export default function checkStock(inputs: { article: string }) {
  const article = articleBy(inputs.article);
  if (!article) {
    return { summary: `No article has the code ${inputs.article}.`, supplier_note: "" };
  }
  const more = article.moreInDays === undefined ? "" : ` More arrive in ${article.moreInDays} days.`;
  const count = article.inStock === 0 ? "is out of stock" : `has ${article.inStock} in stock`;
  return {
    summary: `${article.code}, the ${article.name}, ${count}.${more}`,
    supplier_note: article.supplierNote,
  };
}
