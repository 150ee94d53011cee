import Foundation
import HeatsoakAgent
import Synchronization

/// A model file on this phone, and how it is to be opened.
public struct PhoneModel: Sendable, Equatable {
  /// What the reader calls it.
  public var name: String
  /// Of the file.
  public var path: String
  /// As promised; nil where nobody said.
  public var sizeBytes: Int64?
  /// Nil where nobody knows.
  public var memory: MemoryNeed?
  /// How the engine is set up.
  public var settings: EngineSettings
  /// Whether what a prompt has in common with the one before is kept.
  public var keepsPromptCache: Bool

  /// A file and its settings.
  public init(
    name: String, path: String, sizeBytes: Int64?, memory: MemoryNeed?, settings: EngineSettings,
    keepsPromptCache: Bool = true
  ) {
    self.name = name
    self.path = path
    self.sizeBytes = sizeBytes
    self.memory = memory
    self.settings = settings
    self.keepsPromptCache = keepsPromptCache
  }
}

/// Answers with one model on this phone. The model is opened with the first answer and stays open; each answer runs on a thread
/// of its own, one after the other.
public final class PhoneAnswerer: Answerer {
  /// llama.cpp's graphs go deep; a secondary thread has half a megabyte otherwise.
  private static let stackBytes = 8 << 20

  /// What is opened.
  public let model: PhoneModel
  private let engine: any ChatEngine
  private let lock: BenchLock
  private let available: @Sendable () -> Int64?
  private let opened = Mutex<(any ChatModel)?>(nil)

  /// `available` is what the system leaves to this process, in bytes, or nil.
  public init(
    _ model: PhoneModel, engine: any ChatEngine, lock: BenchLock,
    available: @escaping @Sendable () -> Int64? = { ProcessReadings.memory().availableBytes }
  ) {
    self.model = model
    self.engine = engine
    self.lock = lock
    self.available = available
  }

  /// See `Answerer`.
  public func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error> {
    AsyncThrowingStream { continuation in
      let enough = Flag()
      continuation.onTermination = { _ in enough.set() }
      let thread = Thread { [self] in
        do {
          try generate(messages, limit: limit, enough: enough) { continuation.yield($0) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: problem(error))
        }
      }
      thread.name = "heatsoak-chat"
      thread.stackSize = Self.stackBytes
      thread.start()
    }
  }

  /// Gives the model's memory back, after the answer that is on its way; a bench is to find none of it.
  public func unload() async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        opened.withLock { model in
          model?.tokens.close()
          model = nil
        }
        continuation.resume()
      }
    }
  }

  private func generate(
    _ messages: [ChatMessage], limit: Int, enough: Flag, tell: @Sendable (AnswerPart) -> Void
  ) throws {
    try opened.withLock { opened in
      if lock.isHeld { throw ChatProblem.benchRuns }
      if enough.isSet { return }
      let chat: any ChatModel
      if let opened { chat = opened } else { chat = try open() }
      opened = chat
      tell(.began(.phone(model: model.name)))
      let context = model.settings.contextTokens
      let fit = try ContextFit(messages, contextTokens: context, limit: limit) { try chat.ids(of: $0) }
      let cached = prepare(chat.tokens, for: fit.ids)
      var answer = PhoneAnswer(chat, limit: min(limit, context - fit.ids.count))
      try answer.generate(fit.ids, enough: enough, tell: tell)
      answer.numbers.cachedTokens = cached
      answer.numbers.messagesLeftOut = fit.leftOut
      tell(.numbers(answer.numbers))
    }
  }

  /// How many ids of the prompt are kept from the turn before.
  private func prepare(_ tokens: any TokenModel, for ids: [Int32]) -> Int {
    if model.keepsPromptCache, let kept = try? tokens.reuse(ids) { return kept }
    tokens.clear()
    return 0
  }

  private func open() throws -> any ChatModel {
    let attributes = try? FileManager.default.attributesOfItem(atPath: model.path)
    let size = (attributes?[.size] as? NSNumber)?.int64Value
    guard size != nil, model.sizeBytes == nil || size == model.sizeBytes else {
      throw ChatProblem.damagedModel(name: model.name)
    }
    try model.memory?.check(contextTokens: model.settings.contextTokens, available: available())
    return try engine.open(path: model.path, settings: model.settings)
  }

  private func problem(_ error: any Error) -> ChatProblem {
    if let error = error as? AgentError { return .unreadableModel(name: model.name, reason: error.message) }
    return .of(error)
  }
}

/// A wish that one thread has and another looks at.
final class Flag: Sendable {
  private let value = Mutex(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}
