import Foundation
import HeatsoakAgent
import Testing

@testable import HeatsoakChat

@Suite(.timeLimit(.minutes(1))) struct PhoneAnswererTests {
  let scratch: Scratch
  let path: String
  let lock = BenchLock()

  init() throws {
    scratch = try Scratch()
    path = scratch.url.appendingPathComponent("m.gguf").path
    try Data("model".utf8).write(to: URL(fileURLWithPath: path))
  }

  private func answerer(
    _ engine: SpeakingEngine, available: Int64? = nil, _ change: (inout PhoneModel) -> Void = { _ in }
  ) -> PhoneAnswerer {
    var model = PhoneModel(
      name: "Model", path: path, sizeBytes: 5, memory: MemoryNeed(bytesPerToken: 1000), settings: EngineSettings())
    change(&model)
    return PhoneAnswerer(model, engine: engine, lock: lock, available: { available })
  }

  private func numbers(of parts: [AnswerPart]) -> AnswerNumbers? {
    if case .numbers(let numbers) = parts.last { numbers } else { nil }
  }

  private func ask(_ answerer: PhoneAnswerer, _ texts: [String], limit: Int = 16) async throws -> [AnswerPart] {
    let messages = texts.enumerated().map { ChatMessage(role: $0 % 2 == 0 ? .user : .assistant, text: $1) }
    var parts: [AnswerPart] = []
    for try await part in answerer.answer(messages, limit: limit) { parts.append(part) }
    return parts
  }

  @Test func anAnswerIsWholeCharactersAndHasItsNumbers() async throws {
    let parts = try await ask(answerer(SpeakingEngine(says: "Grüezi 👋!")), ["Hi"], limit: 64)
    #expect(parts.first == .began(.phone(model: "Model")))
    #expect(text(of: parts).joined() == "Grüezi 👋!")
    #expect(text(of: parts).contains("ü"))
    #expect(text(of: parts).contains("👋"))
    let found = numbers(of: parts)
    let numbers = try #require(found)
    #expect(numbers.promptTokens == 3)
    #expect(numbers.generatedTokens == 13)
    #expect(numbers.cachedTokens == 0)
    #expect(numbers.firstTokenSeconds != nil)
    #expect(numbers.tokensPerSecond ?? 0 > 0)
  }

  @Test func theLimitEndsAnAnswer() async throws {
    let parts = try await ask(answerer(SpeakingEngine(says: "abcdef")), ["Hi"], limit: 3)
    #expect(text(of: parts).joined() == "abc")
  }

  @Test func theNextTurnReadsOnlyWhatIsNew() async throws {
    let engine = SpeakingEngine(says: "ok")
    let answerer = answerer(engine)
    _ = try await ask(answerer, ["Hi"])
    let second = try await ask(answerer, ["Hi", "ok", "more"])
    // "Hi" with its end, and "ok": the model's own end is not in its cache.
    #expect(numbers(of: second)?.cachedTokens == 5)
    #expect(engine.log.lines == ["open", "generate 3", "generate 6"])
  }

  @Test func withoutAPromptCacheEveryTurnIsReadAnew() async throws {
    let engine = SpeakingEngine()
    let answerer = answerer(engine) { $0.keepsPromptCache = false }
    _ = try await ask(answerer, ["Hi"])
    let second = try await ask(answerer, ["Hi", "ok", "more"])
    #expect(numbers(of: second)?.cachedTokens == 0)
    #expect(engine.log.lines == ["open", "generate 3", "generate 11"])
  }

  @Test func aFullContextLosesItsOldestMessagesAndSaysSo() async throws {
    let answerer = answerer(SpeakingEngine()) { $0.settings = EngineSettings(contextTokens: 32) }
    let parts = try await ask(answerer, [String(repeating: "a", count: 20), "ok", "b"])
    #expect(numbers(of: parts)?.messagesLeftOut == 2)
    #expect(numbers(of: parts)?.promptTokens == 2)
    let long = String(repeating: "a", count: 40)
    let problem = await thrown { _ = try await ask(answerer, [long]) }
    #expect(problem as? ChatProblem == .questionTooLong(tokens: 41, contextTokens: 32))
  }

  @Test func aContextThatDoesNotFitIsRefusedBeforeTheModelIsOpened() async throws {
    let engine = SpeakingEngine()
    let without = MemoryNeed(bytesPerToken: 1000).bytes(contextTokens: 0)
    let small = answerer(engine, available: without + 600_000)
    let problem = await thrown { _ = try await ask(small, ["Hi"]) } as? ChatProblem
    let needed = without + 2_048_000
    #expect(
      problem == .notEnoughMemory(contextTokens: 2048, needed: needed, available: without + 600_000, fits: 512))
    #expect(engine.log.lines.isEmpty)
    _ = try await ask(answerer(engine, available: needed), ["Hi"])
  }

  @Test func aFileThatIsNotAsLongAsItShouldBeIsDamaged() async throws {
    let engine = SpeakingEngine()
    for size in [nil, 4] as [Int?] {
      if let size {
        try Data(count: size).write(to: URL(fileURLWithPath: path))
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
      let problem = await thrown { _ = try await ask(answerer(engine), ["Hi"]) }
      #expect(problem as? ChatProblem == .damagedModel(name: "Model"))
    }
    #expect(engine.log.lines.isEmpty)
  }

  @Test func whatTheEngineSaysIsNotLost() async throws {
    let engine = SpeakingEngine(fails: AgentError("MODEL_UNLOADABLE", "unknown architecture"))
    let problem = await thrown { _ = try await ask(answerer(engine), ["Hi"]) }
    #expect(problem as? ChatProblem == .unreadableModel(name: "Model", reason: "unknown architecture"))
  }

  @Test func whoStopsListeningStopsTheModel() async throws {
    let engine = SpeakingEngine(says: String(repeating: "a", count: 100_000))
    let answerer = answerer(engine) { $0.settings = EngineSettings(contextTokens: 1 << 20) }
    for try await part in answerer.answer([ChatMessage(role: .user, text: "Hi")], limit: 100_000) {
      if case .text = part { break }
    }
    // Waits for the answer that is on its way.
    await answerer.unload()
    #expect(engine.log.lines == ["open", "generate 3", "close"])
    _ = try await ask(answerer, ["Hi"], limit: 1)
    #expect(engine.log.lines.count == 5)
  }

  @Test func whileABenchRunsNothingIsAnswered() async throws {
    let engine = SpeakingEngine()
    let bench = try UncachedEngine(engine, lock: lock).load(path: path, settings: EngineSettings())
    #expect(await thrown { _ = try await ask(answerer(engine), ["Hi"]) } as? ChatProblem == .benchRuns)
    bench.close()
    _ = try await ask(answerer(engine), ["Hi"])
  }
}

@Suite struct WholeCharactersTests {
  @Test func textIsTheSameHoweverItsBytesAreCut() {
    let text = "aé€👋🏽z"
    for size in 1...4 {
      var whole = WholeCharacters()
      let bytes = Array(text.utf8)
      var said = ""
      for start in stride(from: 0, to: bytes.count, by: size) {
        let piece = whole.take(Array(bytes[start..<min(start + size, bytes.count)]))
        #expect(!piece.contains("\u{fffd}"))
        said += piece
      }
      #expect(said + whole.finish() == text)
    }
  }

  @Test func whatIsNoTextIsNotHeldBack() {
    var whole = WholeCharacters()
    #expect(whole.take([0xff, 0x61]) == "\u{fffd}a")
    #expect(whole.take([0xc3]) == "")
    #expect(whole.finish() == "\u{fffd}")
  }
}
