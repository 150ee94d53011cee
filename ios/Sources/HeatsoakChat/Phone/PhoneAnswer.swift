import HeatsoakAgent

/// One answer of a model on this phone: ids become text, and what it took is counted.
struct PhoneAnswer {
  private let chat: any ChatModel
  private let limit: Int
  private var text = WholeCharacters()
  private var first: ContinuousClock.Instant?
  private var last: ContinuousClock.Instant?
  private var count = 0
  var numbers = AnswerNumbers()

  init(_ chat: any ChatModel, limit: Int) {
    self.chat = chat
    self.limit = limit
  }

  /// Runs until the model ends its answer, the limit is reached or somebody has enough.
  mutating func generate(_ prompt: [Int32], enough: Flag, tell: @Sendable (AnswerPart) -> Void) throws {
    let start = ContinuousClock.now
    try chat.tokens.generate(prompt, count: limit) { id in
      if enough.isSet || chat.endsAnswer(id) { return false }
      stamp()
      say(text.take(chat.bytes(of: id)), tell)
      return true
    }
    say(text.finish(), tell)
    count(prompt: prompt.count, since: start)
  }

  private func say(_ text: String, _ tell: @Sendable (AnswerPart) -> Void) {
    if !text.isEmpty { tell(.text(text)) }
  }

  private mutating func stamp() {
    let now = ContinuousClock.now
    if first == nil { first = now }
    last = now
    count += 1
  }

  private mutating func count(prompt: Int, since start: ContinuousClock.Instant) {
    numbers.promptTokens = prompt
    numbers.generatedTokens = count
    guard let first, let last else { return }
    numbers.firstTokenSeconds = (first - start) / .seconds(1)
    let seconds = (last - first) / .seconds(1)
    if count > 1, seconds > 0 { numbers.tokensPerSecond = Double(count - 1) / seconds }
  }
}
