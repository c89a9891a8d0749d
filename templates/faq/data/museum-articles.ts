// The knowledge base: a few invented articles, and the search over them. Put yours here, or ask a real search engine.

export interface Article {
  /** Where it is published, below the site. */
  readonly page: string;
  /** Beginnings of the words visitors use for it. */
  readonly words: readonly string[];
  readonly text: string;
}

export const articles: readonly Article[] = [
  {
    page: "hours",
    words: ["open", "close", "closing", "hour", "monday", "sunday", "holiday"],
    text: "Our opening hours: we are open from ten to six, from Tuesday to Sunday.",
  },
  {
    page: "tickets",
    words: ["ticket", "price", "admission", "entry", "student", "child", "free", "pay"],
    text: "A ticket costs 9 pounds, and 5 pounds for students. Children under twelve come in free.",
  },
  {
    page: "tours",
    words: ["tour", "guide", "group", "school", "class"],
    text: "A guided tour starts at every full hour, takes forty minutes and is included in the ticket. Groups of ten or more book a week ahead.",
  },
  {
    page: "access",
    words: ["wheelchair", "lift", "step", "stair", "pram", "accessib", "hearing"],
    text: "All rooms but the bell tower can be reached by lift. Wheelchairs can be borrowed at the cloakroom.",
  },
  {
    page: "photos",
    words: ["photo", "picture", "camera", "film", "flash"],
    text: "Photographs are welcome without a flash. Please leave tripods at the cloakroom.",
  },
  {
    page: "cafe",
    words: ["eat", "food", "drink", "coffee", "cafe", "café", "lunch", "cake"],
    text: "The café in the courtyard serves soup, sandwiches and cake until half past five. You need no ticket for it.",
  },
];

/** The article most of whose words are in the question; nothing when no word is. */
export function findArticle(question: string): Article | undefined {
  const asked = question.toLowerCase().match(/\p{L}+/gu) ?? [];
  const found = articles
    .map((article) => ({ article, hits: asked.filter((word) => isAbout(article, word)).length }))
    .reduce((best, other) => (other.hits > best.hits ? other : best));
  return found.hits > 0 ? found.article : undefined;
}

const isAbout = (article: Article, word: string) => article.words.some((beginning) => word.startsWith(beginning));
