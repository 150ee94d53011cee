extension Prompt: Decodable {
  private enum Kind: String, Decodable { case chat, synthetic, conversation }
  private enum KindName: CodingKey { case kind }
  private enum ChatName: String, CodingKey, CaseIterable { case kind, text, rendered, addBos }
  private enum SyntheticName: String, CodingKey, CaseIterable { case kind, tokens, seed }
  private enum ConversationName: String, CodingKey, CaseIterable { case kind, addBos, turns }

  /// Reads `prompt`.
  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: KindName.self).decode(Kind.self, forKey: .kind) {
    case .chat:
      let fields = try decoder.strictFields(ChatName.self)
      self = .chat(
        text: try fields.text(.text), rendered: try fields.decode(String?.self, forKey: .rendered),
        addBos: try fields.decode(Bool.self, forKey: .addBos))
    case .synthetic:
      let fields = try decoder.strictFields(SyntheticName.self)
      self = .synthetic(tokens: try fields.positive(.tokens), seed: try fields.count(.seed, or: 1))
    case .conversation:
      let fields = try decoder.strictFields(ConversationName.self)
      let turns = try fields.decode([ConversationTurn].self, forKey: .turns)
      guard !turns.isEmpty else {
        throw DecodingError.dataCorruptedError(forKey: .turns, in: fields, debugDescription: "has no turn")
      }
      self = .conversation(turns: turns, addBos: try fields.decode(Bool.self, forKey: .addBos))
    }
  }
}

extension ConversationTurn: Decodable {
  private enum Name: String, CodingKey, CaseIterable { case text, opening, following }

  /// Reads a turn.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.strictFields(Name.self)
    text = try fields.text(.text)
    opening = try fields.text(.opening)
    following = try fields.text(.following)
  }
}

extension Step: Decodable {
  private enum Name: String, CodingKey, CaseIterable {
    case name = "case"
    case prompt, generateTokens, repetitions, forSeconds, scored, bench, score, recovery
  }

  /// Reads a step.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.strictFields(Name.self)
    name = try fields.text(.name)
    prompt = try fields.decode(Prompt.self, forKey: .prompt)
    generateTokens = try fields.positive(.generateTokens)
    repetitions = try fields.positive(.repetitions)
    forSeconds = try fields.optional(.forSeconds) { try fields.seconds($0) }
    scored = try fields.decode(Bool.self, forKey: .scored)
    bench = try fields.decodeIfPresent(BenchShape.self, forKey: .bench)
    score = try fields.decodeIfPresent(Bool.self, forKey: .score) ?? false
    recovery = try fields.decodeIfPresent(Recovery.self, forKey: .recovery)
  }
}

extension BenchShape: Decodable {
  private enum Name: String, CodingKey, CaseIterable { case promptTokens, generateTokens, depthTokens, batchTokens }

  /// Reads `bench`.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.strictFields(Name.self)
    promptTokens = try fields.count(.promptTokens)
    generateTokens = try fields.count(.generateTokens)
    depthTokens = try fields.count(.depthTokens)
    batchTokens = try fields.positive(.batchTokens)
  }
}

extension Recovery: Decodable {
  private enum Name: String, CodingKey, CaseIterable { case everySeconds, probeSeconds, limitSeconds }

  /// Reads `recovery`.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.strictFields(Name.self)
    everySeconds = try fields.seconds(.everySeconds, or: 30)
    probeSeconds = try fields.seconds(.probeSeconds, or: 5)
    limitSeconds = try fields.seconds(.limitSeconds, or: 300)
  }
}
