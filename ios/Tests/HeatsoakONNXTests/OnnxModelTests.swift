import Foundation
import HeatsoakAgent
import HeatsoakTokenizer
import Testing

@testable import HeatsoakONNX

/// On a small model that the project converts; `HEATSOAK_TEST_ONNX` names the folder, and beside each model lies what the TypeScript agent's
/// engine says (ci/swift-onnx-models.ts).
@Suite(.enabled(if: models != nil, "no converted models: ci/swift-linux.sh test makes them"), .serialized)
struct OnnxModelTests {
  private let settings = EngineSettings(name: "onnxruntime", backend: "cpu", contextTokens: 128, batchTokens: 16)

  private func load(_ activations: String) throws -> (any TokenModel, Expected) {
    let folder = try #require(models).appendingPathComponent(activations)
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: folder.appendingPathComponent("expected.json")))
    return (try OnnxEngine().load(path: folder.appendingPathComponent("nano.onnx").path, settings: settings), expected)
  }

  private func greedy(_ model: any TokenModel, _ prompt: [Int32], _ count: Int, afresh: Bool = true) throws -> [Int32] {
    var ids: [Int32] = []
    if afresh { model.clear() }
    try model.generate(prompt, count: count) { id in
      ids.append(id)
      return true
    }
    return ids
  }

  @Test(arguments: ["fp32", "fp16"])
  func saysWhatTheTypeScriptAgentSays(activations: String) throws {
    let (model, expected) = try load(activations)
    #expect(OnnxEngine().version == expected.version)
    #expect(model.facts.backend == "cpu")
    #expect(try greedy(model, expected.prompt, expected.greedy.count) == expected.greedy)
    #expect(try greedy(model, expected.prompt, 1) == [expected.greedy[0]])
  }

  @Test(arguments: ["fp32", "fp16"])
  func findsTheSameProbabilities(activations: String) throws {
    let (model, expected) = try load(activations)
    var best: [Double] = []
    try model.score(expected.prompt + expected.greedy) { index, row in
      #expect(index == best.count)
      #expect(row.count == model.vocabularySize)
      #expect(abs(row.reduce(0.0) { $0 + exp(Double($1)) } - 1) < 1e-4)
      best.append(Double(row.max() ?? 0))
    }
    #expect(best.count == expected.best.count)
    for (ours, theirs) in zip(best, expected.best) { #expect(abs(ours - theirs) < 1e-5) }
  }

  @Test func readsTextsIntoTheSameIds() throws {
    let (model, expected) = try load("fp32")
    for text in expected.texts { #expect(try model.tokenize(text.text, addBos: true) == text.ids, "\(text.text)") }
    #expect(try model.tokenize("Hello", addBos: false) == Array(model.tokenize("Hello", addBos: true).dropFirst()))
  }

  @Test func keepsWhatAPromptBeginsWith() throws {
    let (model, expected) = try load("fp32")
    let longer = expected.prompt + (try greedy(model, expected.prompt, 12)) + [77, 78]
    #expect(try model.reuse(longer) == expected.prompt.count + 11)
    #expect(model.cachedTokens == expected.prompt.count + 11)
    let kept = try greedy(model, longer, 8, afresh: false)
    #expect(try greedy(model, longer, 8) == kept)
    #expect(model.cachedTokens == 0)
    // Other ids from the third on: nothing can be taken out of the end of this cache.
    let other = Array(longer.prefix(2)) + [99, 98]
    #expect(try model.reuse(other) == 0)
    #expect(try greedy(model, other, 4, afresh: false) == greedy(model, other, 4))
  }

  @Test func endsWhenItIsToldTo() throws {
    let (model, expected) = try load("fp32")
    var count = 0
    try model.generate(expected.prompt, count: 20) { _ in
      count += 1
      return count < 3
    }
    #expect(count == 3)
    #expect(try greedy(model, expected.prompt, 3) == Array(expected.greedy.prefix(3)))
  }

  @Test func refusesWhatDoesNotFit() throws {
    let (model, _) = try load("fp32")
    let long = [Int32](repeating: 300, count: 128)
    #expect(throws: AgentError.tooLong(prompt: 128, count: 1, context: 128)) { _ = try greedy(model, long, 1) }
    #expect(throws: AgentError.tooLong(prompt: 129, count: 0, context: 128)) {
      try model.score(long + [300]) { _, _ in }
    }
  }

  @Test func aClosedModelSaysSo() throws {
    let (model, expected) = try load("fp32")
    model.close()
    #expect(throws: AgentError("DECODE_FAILED", "the model was closed")) { _ = try greedy(model, expected.prompt, 1) }
  }

  @Test func aModelWhoseWeightsWereCutIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("heatsoak-onnx-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: try #require(models).appendingPathComponent("fp32"), to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let weights = try FileHandle(forWritingTo: folder.appendingPathComponent("nano.onnx.data"))
    try weights.truncate(atOffset: 4096)
    try weights.close()
    #expect(throws: AgentError.self) {
      _ = try OnnxEngine().load(path: folder.appendingPathComponent("nano.onnx").path, settings: settings)
    }
  }

  @Test func withoutATokenizerOnlyTextsAreRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("heatsoak-onnx-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: try #require(models).appendingPathComponent("fp32"), to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.removeItem(at: folder.appendingPathComponent("tokenizer.json"))
    let model = try OnnxEngine().load(path: folder.appendingPathComponent("nano.onnx").path, settings: settings)
    #expect(try greedy(model, [1, 300, 400], 3).count == 3)
    #expect(throws: AgentError.self) { _ = try model.tokenize("Hello", addBos: false) }
  }
}

/// What ci/swift-onnx-models.ts writes.
private struct Expected: Decodable {
  struct Text: Decodable {
    let text: String
    let ids: [Int32]
  }

  let version: String
  let prompt: [Int32]
  let greedy: [Int32]
  let best: [Double]
  let texts: [Text]
}

let models: URL? = {
  let path = ProcessInfo.processInfo.environment["HEATSOAK_TEST_ONNX"] ?? ""
  return path.isEmpty ? nil : URL(fileURLWithPath: path)
}()
