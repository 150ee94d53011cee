import Foundation
import HeatsoakAgent
import Testing

@testable import HeatsoakLlama

@Suite struct LlamaTests {
  @Test func namesItsReleaseAsTheProjectDoes() {
    #expect(LlamaEngine.release("0.4.0-dev") == "v0.4.0")
    #expect(LlamaEngine.release("0.4.0") == "v0.4.0")
    #expect(LlamaEngine().version.hasPrefix("v0."))
    #expect(LlamaEngine().compileFlags?.isEmpty == false)
  }

  @Test func startsOnceHoweverManyEnginesAreMadeAtATime() {
    let before = LlamaEngine.devices
    DispatchQueue.concurrentPerform(iterations: 64) { _ in _ = LlamaEngine() }
    #expect(before >= 1)
    #expect(LlamaEngine.devices == before)
  }

  @Test func readsBuffersOutOfTheLog() {
    // As llama.cpp v0.4.0 wrote them while it loaded a Phi-3 mini.
    let lines = [
      "load_tensors:   CPU_Mapped model buffer size =  2281.66 MiB\n",
      "llama_context:        CPU  output buffer size =     0.12 MiB\n",
      "llama_context: n_ctx = 512\n",
    ]
    #expect(
      LlamaLog.buffers(in: lines) == [
        .init(name: "CPU_Mapped model", bytes: 2281.66 * 1_048_576),
        .init(name: "CPU output", bytes: 0.12 * 1_048_576),
      ])
  }

  @Test func logsOfProbabilitiesAddUpToOne() {
    let logits: [Float] = [1, 2, 3, -.infinity, 1000]
    var logs = [Float](repeating: 0, count: logits.count)
    logits.withUnsafeBufferPointer { logSoftmax($0, into: &logs) }
    #expect(abs(logs.reduce(0) { $0 + exp(Double($1)) } - 1) < 1e-6)
    #expect(logs[4] == 0)
    #expect(logs[3] == -.infinity)
  }

  @Test(arguments: ["/nowhere.gguf", "/proc/self/status"])
  func whatIsNoModelIsRefused(path: String) {
    let wanted = AgentError("MODEL_UNLOADABLE", "llama.cpp cannot load \(path)")
    #expect(throws: wanted) { _ = try LlamaEngine().load(path: path, settings: EngineSettings(backend: "cpu")) }
  }
}

/// On a small model that the project makes; `HEATSOAK_TEST_MODEL` names it.
@Suite(.enabled(if: testModel != nil), .serialized) struct LlamaModelTests {
  let model: any TokenModel

  init() throws {
    let settings = EngineSettings(backend: "cpu", contextTokens: 128, batchTokens: 16)
    model = try LlamaEngine().load(path: testModel ?? "", settings: settings)
  }

  private let prompt: [Int32] = (0..<40).map { 3 + ($0 * 37) % 400 }

  @Test func keepsWhatAPromptBeginsWith() throws {
    let longer = prompt + (try greedy(prompt, 12)) + [77, 78]
    #expect(try model.reuse(longer) == prompt.count + 11)
    #expect(model.cachedTokens == prompt.count + 11)
    var answer: [Int32] = []
    try model.generate(longer, count: 8) { id in
      answer.append(id)
      return true
    }
    #expect(try answer == greedy(longer, 8))
    #expect(model.cachedTokens == 0)
    // Other ids from the third on: what was read after them is of no use.
    #expect(try model.reuse(Array(longer.prefix(2)) + [99, 98]) == 2)
  }

  private func greedy(_ prompt: [Int32], _ count: Int) throws -> [Int32] {
    var ids: [Int32] = []
    model.clear()
    try model.generate(prompt, count: count) { id in
      ids.append(id)
      return true
    }
    return ids
  }

  @Test func greedyIdsAreTheSameEachTime() throws {
    let ids = try greedy(prompt, 20)
    #expect(ids.count == 20)
    #expect(try greedy(prompt, 20) == ids)
    // Longer than a batch, and told as a prompt of its own: the same continuation.
    #expect(try greedy(prompt + ids.prefix(5), 15) == Array(ids.dropFirst(5)))
  }

  @Test func endsWhenItIsToldTo() throws {
    var count = 0
    model.clear()
    try model.generate(prompt, count: 20) { _ in
      count += 1
      return count < 3
    }
    #expect(count == 3)
  }

  @Test func countsItsOwnTimes() throws {
    _ = model.counters()
    _ = try greedy(prompt, 5)
    let text = String(describing: model.counters())
    for name in ["promptEvalMs", "promptEvalTokens", "evalMs", "evalRuns"] { #expect(text.contains(name)) }
  }

  @Test func theLikeliestIdAfterAPromptIsTheGreedyOne() throws {
    let ids = try greedy(prompt, 1)
    var likeliest: [Int] = []
    try model.score(prompt) { _, row in
      likeliest.append(row.indices.max { row[$0] < row[$1] } ?? -1)
      #expect(abs(row.reduce(0.0) { $0 + exp(Double($1)) } - 1) < 1e-4)
    }
    #expect(likeliest.count == prompt.count)
    #expect(likeliest.last == ids.first.map(Int.init))
  }

  @Test func theRawPathLeavesTheSameCache() throws {
    let raw = try #require(model.raw)
    raw.clear()
    for (position, start) in stride(from: 0, to: 32, by: 16).map({ ($0, $0) }) {
      try raw.decode(prompt[start..<start + 16], position: position, withLogits: false)
    }
    var ids: [Int32] = []
    try model.generate(Array(prompt[32...]), count: 8) { id in
      ids.append(id)
      return true
    }
    #expect(try greedy(prompt, 8) == ids)
  }

  @Test func tokenizesWithSpecialTokensAndItsOwnBos() throws {
    let plain = try model.tokenize("hello", addBos: false)
    #expect(!plain.isEmpty)
    #expect(try model.tokenize("hello", addBos: true) == [1] + plain)
    #expect(try model.tokenize("<s>", addBos: false) == [1])
  }

  @Test func tellsWhatItLoaded() {
    #expect(model.facts.backend == "cpu")
    #expect(model.facts.gpuLayers == 0)
    #expect(model.facts.description?.isEmpty == false)
    #expect(model.facts.buffers?.contains { $0.name.hasSuffix("KV") } == true)
  }

  @Test func aContextThatDoesNotFitIsRefused() {
    let settings = EngineSettings(backend: "cpu", contextTokens: 1 << 40)
    #expect(throws: AgentError.self) { _ = try LlamaEngine().load(path: testModel ?? "", settings: settings) }
  }
}

private let testModel: String? = {
  let path = ProcessInfo.processInfo.environment["HEATSOAK_TEST_MODEL"] ?? ""
  return path.isEmpty ? nil : path
}()
