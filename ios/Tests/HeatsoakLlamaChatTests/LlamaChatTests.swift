import Foundation
import HeatsoakAgent
import HeatsoakChat
import HeatsoakLlama
import Testing

@testable import HeatsoakLlamaChat

private let testModel = ProcessInfo.processInfo.environment["HEATSOAK_TEST_MODEL"].flatMap { $0.isEmpty ? nil : $0 }

/// A chat with llama.cpp and a small model that the project makes; `HEATSOAK_TEST_MODEL` names it.
@Suite(.enabled(if: testModel != nil), .serialized, .timeLimit(.minutes(2))) struct LlamaChatTests {
  private let lock = BenchLock()

  private func answerer(keepsPromptCache: Bool = true) -> PhoneAnswerer {
    let settings = EngineSettings(backend: "cpu", contextTokens: 256, batchTokens: 32)
    return PhoneAnswerer(
      PhoneModel(
        name: "nano", path: testModel ?? "", sizeBytes: nil, memory: nil, settings: settings,
        keepsPromptCache: keepsPromptCache),
      engine: LlamaChatEngine(), lock: lock)
  }

  private func ask(_ answerer: PhoneAnswerer, _ messages: [ChatMessage]) async throws -> (String, AnswerNumbers) {
    var (text, numbers) = ("", AnswerNumbers())
    for try await part in answerer.answer(messages, limit: 12) {
      if case .text(let more) = part { text += more }
      if case .numbers(let all) = part { numbers = all }
    }
    return (text, numbers)
  }

  private let first = [ChatMessage(role: .user, text: "What is the capital of France?")]

  @Test func theSecondTurnReadsOnlyWhatIsNewAndAnswersTheSame() async throws {
    let (cached, uncached) = (answerer(), answerer(keepsPromptCache: false))
    let (text, numbers) = try await ask(cached, first)
    #expect(numbers.cachedTokens == 0)
    #expect(numbers.generatedTokens == 12)
    #expect(try await ask(uncached, first).0 == text)
    let second = first + [ChatMessage(role: .assistant, text: text), ChatMessage(role: .user, text: "And of Spain?")]
    let (withCache, without) = (try await ask(cached, second), try await ask(uncached, second))
    #expect(withCache.1.cachedTokens ?? 0 >= (numbers.promptTokens ?? 0))
    #expect(without.1.cachedTokens == 0)
    #expect(withCache.1.promptTokens == without.1.promptTokens)
    await cached.unload()
    await uncached.unload()
  }

  @Test func aBenchFindsNoCacheOfTheChat() async throws {
    let chat = answerer()
    _ = try await ask(chat, first)
    await chat.unload()
    let settings = EngineSettings(backend: "cpu", contextTokens: 64, batchTokens: 16)
    let model = try UncachedEngine(LlamaEngine(), lock: lock).load(path: testModel ?? "", settings: settings)
    #expect(lock.isHeld)
    try model.generate([5, 6, 7], count: 2) { _ in true }
    #expect(model.cachedTokens == 0)
    model.close()
    #expect(!lock.isHeld)
  }

  @Test func anIdIsItsBytes() throws {
    let settings = EngineSettings(backend: "cpu", contextTokens: 64, batchTokens: 16)
    let model = try LlamaChatEngine().open(path: testModel ?? "", settings: settings)
    let text = "Zürich 👋 and more"
    let ids = try model.tokens.tokenize(text, addBos: false)
    let bytes = ids.flatMap { model.bytes(of: $0) }
    // This tokenizer writes a space before the first word, and this vocabulary has its mark for a lone one.
    let said = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\u{2581}", with: " ")
    #expect(said.trimmingCharacters(in: .whitespaces) == text)
    #expect(!ids.contains { model.endsAnswer($0) })
    #expect(try model.tokens.tokenize("<|end|>", addBos: false).contains { model.endsAnswer($0) })
    model.tokens.close()
  }
}
