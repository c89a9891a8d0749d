// What the documentation shows of requests and replies: one conversation, told in parts.
import { linksOf } from "./agent-api.ts";

export const sample = {
  sessionId: "019d0aac-dcd0-7368-936c-106bffe75e84",
  planId: "0bc8720e-e010-4129-87bb-70caaa885ee4",
  messageId: "ceb6b5de-6063-4e39-bc02-91e9bf7da867",
};
export const sampleLinks = linksOf("https://agents.example.com", sample.sessionId, "0XxQZ0000000Ty50AE");
export const informOf = (message: string, planId: string) => ({
  type: "Inform",
  id: sample.messageId,
  metrics: {},
  feedbackId: planId,
  planId,
  isContentSafe: true,
  message,
  result: [],
  citedReferences: [],
});
export const question = { message: { sequenceId: 1, type: "Text", text: "Where is my parcel?" }, variables: [] };
const envelope = {
  timestamp: 1_736_902_952_425,
  originEventId: "1736902935340-REQ",
  traceId: "2fdb1d5e7eb48d35b9d1ba402eeb4b69",
};
export const packet = (event: string, offset: number, message: object) =>
  `event: ${event}\nid: ${envelope.originEventId}\ndata: ${JSON.stringify({ ...envelope, offset, message })}\n\n`;
