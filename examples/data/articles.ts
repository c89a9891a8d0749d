// The help articles of the sample shop, and the plain word search that finds the one for a question.

export interface Article {
  readonly page: string;
  /** Words that customers use for the topic. A word counts for its beginnings too: "deliver" finds "delivery". */
  readonly words: readonly string[];
  readonly text: string;
}

export const articles: readonly Article[] = [
  {
    page: "delivery",
    words: ["deliver", "shipping", "ship", "parcel", "arrive", "ireland", "abroad", "express", "cost"],
    text: "Delivery takes two to three working days in Great Britain and four to six to Ireland. It costs 4.90 pounds and is free from 60 pounds. Express parcels ordered before noon arrive the next working day for 9.90 pounds.",
  },
  {
    page: "payment",
    words: ["pay", "payment", "invoice", "card", "paypal", "instalment", "voucher", "gift"],
    text: "Payment is by card, by PayPal or by invoice within 14 days. Gift vouchers are entered in the last step of the checkout.",
  },
  {
    page: "warranty",
    words: ["warranty", "guarantee", "broken", "fault", "defect", "tear", "torn", "zip"],
    text: "Everything we sell has a warranty of three years against faults in material and workmanship. Wear is not covered, but we repair it for a fixed price.",
  },
  {
    page: "repairs",
    words: ["repair", "fix", "mend", "sole", "pole", "patch", "reproof"],
    text: "Our workshop repairs tents, packs and boots, ours or not. Bring them to a shop or send them in; most repairs take ten days and cost between 12 and 45 pounds.",
  },
  {
    page: "sizes",
    words: ["size", "fit", "small", "large", "wide", "boot", "measure"],
    text: "Scree boots run half a size small, so take the next half size up. Packs come in two back lengths; measure from the neck to the hip bone, and above 48 centimetres choose long.",
  },
  {
    page: "shops",
    words: ["shop", "shops", "store", "open", "opening", "hours", "sunday", "address", "visit"],
    text: "Our shops in Kendal, Leeds and Aviemore are open from 9 to 18 from Monday to Saturday, and from 10 to 16 on Sunday.",
  },
  {
    page: "returns",
    words: ["return", "refund", "exchange", "back", "days"],
    text: "Unused goods can be returned within 30 days of delivery for a full refund, and within 60 days for shop credit. Returns are free.",
  },
  {
    page: "rental",
    words: ["rent", "hire", "borrow", "lend", "rental"],
    text: "Tents and packs can be hired in our shops from 8 pounds a day, with a week's notice in July and August.",
  },
];

const commonWords = new Set(["the", "and", "for", "you", "your", "are", "can", "what", "how", "does", "with", "have"]);

/** The article that shares most words with a question, or nothing when none does. */
export function findArticle(question: string): Article | undefined {
  const asked = (question.toLowerCase().match(/[a-z]{3,}/g) ?? []).filter((word) => !commonWords.has(word));
  const score = (article: Article) =>
    asked.filter((word) => article.words.some((known) => word.startsWith(known) || known.startsWith(word))).length;
  const best = articles.reduce((one, other) => (score(other) > score(one) ? other : one));
  return score(best) > 0 ? best : undefined;
}
