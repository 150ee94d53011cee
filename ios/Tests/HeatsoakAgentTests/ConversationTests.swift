import Testing

@testable import HeatsoakAgent

struct ConversationTests {
  /// Reads each letter as its code, with 1 before where a BOS is asked for.
  private let model = CountingModel(clock: StepClock())

  /// Asks so many turns of three ids, each answered by four dots, in a context of `room`.
  private func talk(_ turns: Int, room: Int, messages: [String]) throws -> [String] {
    let said = messages.map { ConversationTurn(text: $0, opening: "<\($0)>", following: "/<\($0)>") }
    let step = Step(
      name: "talk", prompt: .conversation(turns: said, addBos: true), generateTokens: 4, repetitions: turns,
      forSeconds: nil, scored: true)
    let conversation = try #require(Conversation(step, contextTokens: room))
    return try (0..<turns).map { index in
      let ids = try conversation.ask(index, model)
      conversation.answered(Array("....".utf8).map(Int32.init))
      return String(decoding: ids.map { $0 == 1 ? UInt8(ascii: "^") : UInt8($0) }, as: UTF8.self)
    }
  }

  private let letters = ["a", "b", "c", "d", "e"]

  @Test func readsAllThatWasSaid() throws {
    #expect(try talk(3, room: 100, messages: letters) == ["^<a>", "^<a>..../<b>", "^<a>..../<b>..../<c>"])
  }

  // The same numbers as in harness/agent/conversation.test.ts.
  @Test func dropsTheOldestTurnsWholeUntilHalfIsFree() throws {
    let asked = try talk(5, room: 31, messages: letters)
    #expect(asked.suffix(2) == ["^<c>..../<d>", "^<c>..../<d>..../<e>"])
  }

  @Test(arguments: [12, 20, 33, 64])
  func leavesRoomForEveryAnswer(room: Int) throws {
    for text in try talk(60, room: room, messages: letters) { #expect(text.utf8.count + 4 <= room) }
  }

  @Test func beginsAgainAfterTheLastMessage() throws {
    #expect(try talk(3, room: 100, messages: ["a", "b"]).last == "^<a>..../<b>..../<a>")
  }

  @Test func isNoConversationOtherwise() {
    #expect(Conversation(.warmUp, contextTokens: 64) == nil)
  }
}
