/// Ids below this are control tokens in Llama vocabularies; those from here on are ordinary pieces.
private let firstOrdinary = 259
/// Phi-3's special tokens start here.
private let firstSpecial = 32_000

extension Prompt {
  /// Whether its ids are made up, which is no work of the phone's; tokenising a text is, and belongs into the window.
  var isSynthetic: Bool {
    if case .synthetic = self { true } else { false }
  }

  /// Whether what was said before stays in the context.
  var isConversation: Bool {
    if case .conversation = self { true } else { false }
  }

  /// The text that its first trial reads; nil where ids are made up, or a server renders by itself.
  var renderedText: String? {
    switch self {
    case .chat(_, let rendered, _): rendered
    case .conversation(let turns, _): turns.first?.opening
    case .synthetic: nil
    }
  }

  /// The seed of its own that a synthetic prompt has.
  var seed: Int {
    if case .synthetic(_, let seed) = self { seed } else { 0 }
  }

  /// The ids that a trial of this prompt reads. Throws `PROMPT_TOO_LONG` where they leave no room for `count` new ones.
  func ids(seed: Int, model: any TokenModel, room context: Int, count: Int) throws -> [Int32] {
    switch self {
    case .chat(_, nil, _):
      throw AgentError("TEMPLATE_MISSING", "the plan has no rendered text for a chat prompt")
    case .chat(_, let rendered?, let addBos):
      let ids = try model.tokenize(rendered, addBos: addBos)
      try Self.refuseTooLong(ids.count, count, context)
      return ids
    case .synthetic(let tokens, let own):
      // Before they are made: a plan may ask for more than fits the memory.
      try Self.refuseTooLong(tokens, count, context)
      return Self.synthetic(tokens, seed: own &+ seed, vocabularySize: model.vocabularySize)
    case .conversation:
      throw AgentError("CONVERSATION_UNSUPPORTED", "a conversation is read turn by turn")
    }
  }

  static func refuseTooLong(_ prompt: Int, _ count: Int, _ context: Int) throws {
    if count > context || prompt > context - count {
      throw AgentError.tooLong(prompt: prompt, count: count, context: context)
    }
  }

  /// Exactly `count` seeded ids of ordinary tokens, as the harness draws them.
  static func synthetic(_ count: Int, seed: Int, vocabularySize: Int) -> [Int32] {
    var random = SeededRandom(seed: seed)
    let end = min(firstSpecial, vocabularySize)
    let first = min(firstOrdinary, end - 1)
    return (0..<count).map { _ in Int32(first + random.below(end - first)) }
  }
}
