// How far one turn may go before it has to answer (agent-script spec §5.6, §5.7, §5.10).

export const limits = {
  /** Times the instructions of a node are resolved in one visit. */
  iterationsPerVisit: 10,
  transitionsPerTurn: 20,
  toolCallsPerTurn: 30,
  /** Nodes that wait for one another's answer. */
  delegationDepth: 5,
  /** Failures in a row after which a tool is withheld for the rest of the turn. */
  failuresPerTool: 3,
  /** Characters of one model reply; a stream that goes on for ever ends here. */
  replyCharacters: 1_000_000,
  /** Calls of one model reply. */
  callsPerReply: 100,
} as const;
