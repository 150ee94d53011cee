/// One context over many turns. Its ids are those of the messages as they were tokenised once, and of the answers as they were
/// generated: an answer is never read again as text. It rolls over as an app does that trims its oldest messages and sends the rest
/// again, and the engine then reads anew from where its cache differs.
final class Conversation {
  /// A turn that was answered, or waits for it.
  private struct Said {
    let turn: ConversationTurn
    /// Of the turn as it follows an answer.
    let ids: [Int32]
    var answer: [Int32] = []
  }

  private let turns: [ConversationTurn]
  private let addBos: Bool
  private let answerTokens: Int
  private let contextTokens: Int
  private var said: [Said] = []
  private var asked: Said?

  /// The conversation that a step is, in a context of `contextTokens`; nil for any other step.
  init?(_ step: Step, contextTokens: Int) {
    guard case .conversation(let turns, let addBos) = step.prompt else { return nil }
    self.turns = turns
    self.addBos = addBos
    self.contextTokens = contextTokens
    answerTokens = step.generateTokens
  }

  /// Everything that the model has before it answers the turn of this index; the oldest turns are dropped first where there is no
  /// room for the answer. Throws `PROMPT_TOO_LONG` for a turn that does not fit alone.
  func ask(_ index: Int, _ model: any TokenModel) throws -> [Int32] {
    let turn = turns[index % turns.count]
    let new = Said(turn: turn, ids: try model.tokenize(turn.following, addBos: false))
    asked = new
    var ids = try read(said + [new], model)
    if ids.count + answerTokens <= contextTokens { return ids }
    // llama.cpp's own context shift leaves the other half.
    let most = min(contextTokens / 2, contextTokens - answerTokens)
    while !said.isEmpty && ids.count > most {
      said.removeFirst()
      ids = try read(said + [new], model)
    }
    return ids
  }

  /// Keeps what the model answered to the turn that was asked last.
  func answered(_ answer: [Int32]) {
    guard var asked else { return }
    asked.answer = answer
    said.append(asked)
  }

  private func read(_ all: [Said], _ model: any TokenModel) throws -> [Int32] {
    guard let first = all.first else { return [] }
    let opening = try model.tokenize(first.turn.opening, addBos: addBos)
    return opening + first.answer + all.dropFirst().flatMap { $0.ids + $0.answer }
  }
}
