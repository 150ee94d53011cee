/// A conversation as ids that leave room for an answer.
struct ContextFit {
  let ids: [Int32]
  /// Oldest messages that had no room.
  let leftOut: Int

  /// Leaves out the oldest messages, but never a system message and never the last. `idsOf` renders messages. Throws
  /// `questionTooLong` where the last alone has no room.
  init(_ messages: [ChatMessage], contextTokens: Int, limit: Int, idsOf: ([ChatMessage]) throws -> [Int32]) throws {
    var rest = messages
    var ids = try idsOf(rest)
    // An answer of one token needs room too.
    let room = contextTokens - max(1, min(limit, contextTokens / 2))
    while ids.count > room {
      guard let oldest = rest.dropLast().firstIndex(where: { $0.role != .system }) else {
        throw ChatProblem.questionTooLong(tokens: ids.count, contextTokens: contextTokens)
      }
      rest.remove(at: oldest)
      // A template wants an answer to stand behind its question.
      if rest.dropLast().indices.contains(oldest), rest[oldest].role == .assistant { rest.remove(at: oldest) }
      ids = try idsOf(rest)
    }
    self.ids = ids
    leftOut = messages.count - rest.count
  }
}
