import Foundation
import HeatsoakAgent
import Testing

@testable import HeatsoakKit

/// Ids 0, 1, 2 …
private final class CountingModel: TokenModel {
  let facts = ModelFacts(backend: "cpu")
  let vocabularySize = 300
  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { [] }
  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    for id in 0..<count { if try !each(Int32(id)) { return } }
  }
  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {}
  func clear() {}
  func counters() -> EngineCounters? { nil }
  func close() {}
}

private struct CountingEngine: TokenEngine {
  let name = "counting"
  let version = "3"
  func load(path: String, settings: EngineSettings) throws -> any TokenModel { CountingModel() }
}

@Suite struct BenchRunTests {
  let documents: URL
  let folder: URL

  init() throws {
    documents = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    folder = documents.appendingPathComponent("heatsoak/L1")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func run() throws -> BenchRun.Outcome {
    let request = try #require(BenchRequest(environment: ["HEATSOAK_SESSION": "L1"]))
    let run = BenchRun(request: request, documents: documents, sensors: HostSensors(folder: documents.path))
    return try run.run(engine: .tokens(CountingEngine()))
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private func write(plan: String) throws {
    try Data(plan.utf8).write(to: folder.appendingPathComponent("plan.json"))
  }

  @Test func withoutAPlanItSaysWhoIsThere() throws {
    #expect(try run() == .saidHello)
    let hello = try #require(try JSONSerialization.jsonObject(with: Data(text("hello.json").utf8)) as? [String: Any])
    #expect(hello["engine"] as? String == "counting 3")
    #expect((hello["memory"] as? [String: Any])?["footprintBytes"] as? Int ?? 0 > 0)
    #expect(hello["device"] != nil)
  }

  @Test func runsThePlanInItsFolder() throws {
    let model = documents.appendingPathComponent("models")
    try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
    try Data("abc".utf8).write(to: model.appendingPathComponent("m.gguf"))
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    try write(
      plan: #"""
        {"v":1,"launch":"L1","seed":1,"model":{"path":"models/m.gguf","sha256":"\#(hash)","sizeBytes":3},"engine":{},"steps":[
        {"case":"a","prompt":{"kind":"synthetic","tokens":4},"generateTokens":3,"repetitions":2,"forSeconds":null,"scored":true}]}
        """#)
    #expect(try run() == .finished)
    let log = try text("events.jsonl").split(separator: "\n")
    #expect(log.first?.contains(#""type":"agent.started","agent":"heatsoak-swift 1","launch":"L1""#) == true)
    #expect(log.contains { $0.contains(#""type":"model.digest","sha256":"\#(hash)""#) })
    #expect(log.last?.contains(#""type":"agent.finished""#) == true)
    // The plan does not ask for the fixed work.
    #expect(!log.contains { $0.contains(#""type":"probe""#) })
    #expect(try text("status.json").contains(#""state":"finished""#))
  }

  @Test func aPlanThatCannotBeReadIsAFaultInTheLog() throws {
    try write(plan: #"{"v":1,"launch":"L1","surprise":1}"#)
    #expect(try run() == .failed)
    #expect(try text("events.jsonl").contains(#""code":"PLAN_INVALID""#))
    #expect(try text("status.json").contains(#""state":"failed""#))
  }

  @Test @MainActor func nothingRunsUnlessItIsAsked() throws {
    #expect(!HeatsoakAgent.runIfRequested(engine: CountingEngine()))
    let link = try #require(URL(string: "https://example.org"))
    #expect(!HeatsoakAgent.runIfRequested(by: link, engine: CountingEngine()))
  }
}
