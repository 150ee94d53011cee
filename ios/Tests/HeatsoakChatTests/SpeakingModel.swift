import Foundation
import HeatsoakAgent
import Synchronization

@testable import HeatsoakChat

/// Reads each byte of a message as an id, keeps what it has read, and answers with given bytes.
final class SpeakingModel: ChatModel, TokenModel {
  static let end: Int32 = 256
  let facts = ModelFacts(backend: "cpu")
  let vocabularySize = 257
  private let says: [UInt8]
  private let log: ModelLog
  private var held: [Int32] = []
  private(set) var cachedTokens = 0
  /// A cache that nobody asked for.
  private let leaks: Int

  init(says: String, log: ModelLog, leaks: Int = 0) {
    self.says = Array(says.utf8)
    self.log = log
    self.leaks = leaks
  }

  var tokens: any TokenModel { self }

  func ids(of messages: [ChatMessage]) throws -> [Int32] {
    messages.flatMap { $0.text.utf8.map(Int32.init) + [Self.end] }
  }

  func bytes(of id: Int32) -> [UInt8] { [UInt8(truncatingIfNeeded: id)] }
  func endsAnswer(_ id: Int32) -> Bool { id == Self.end }
  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { text.utf8.map(Int32.init) }

  func reuse(_ ids: [Int32]) -> Int {
    cachedTokens = zip(held, ids.dropLast()).prefix { $0 == $1 }.count
    return cachedTokens
  }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    log.add("generate \(prompt.count - cachedTokens)")
    held = prompt
    cachedTokens += leaks
    for id in (says.map(Int32.init) + [Self.end]).prefix(count) {
      if try !each(id) { return }
      held.append(id)
    }
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {}

  func clear() {
    held = []
    cachedTokens = 0
  }

  func counters() -> EngineCounters? { nil }
  func close() { log.add("close") }
}

/// What happened to models, as a test sees it from outside.
final class ModelLog: Sendable {
  private let state = Mutex<[String]>([])
  var lines: [String] { state.withLock { $0 } }
  func add(_ line: String) { state.withLock { $0.append(line) } }
}

struct SpeakingEngine: ChatEngine, TokenEngine {
  let name = "speaking"
  let version = "1"
  var says = "ok"
  var leaks = 0
  var fails: AgentError?
  let log = ModelLog()

  func open(path: String, settings: EngineSettings) throws -> any ChatModel {
    log.add("open")
    if let fails { throw fails }
    return SpeakingModel(says: says, log: log, leaks: leaks)
  }

  func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    try open(path: path, settings: settings).tokens
  }
}
