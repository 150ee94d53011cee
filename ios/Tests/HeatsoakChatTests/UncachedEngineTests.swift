import Foundation
import HeatsoakAgent
import Testing

@testable import HeatsoakChat

/// A bench in an app that has a prompt cache.
@Suite struct UncachedEngineTests {
  private final class Lines: LaunchFolder {
    var text = ""
    func append(_ lines: [UInt8]) throws { text += String(decoding: lines, as: UTF8.self) }
    func write(_ status: AgentStatus) throws {}
  }

  private func log(_ engine: SpeakingEngine, lock: BenchLock = BenchLock()) throws -> String {
    let scratch = try Scratch()
    let plan = scratch.url.appendingPathComponent("plan.json")
    try Data(
      #"""
      {"v":1,"launch":"L1","seed":1,"model":{"path":"/m","sha256":null,"sizeBytes":null},"engine":{},"steps":[
      {"case":"a","prompt":{"kind":"synthetic","tokens":4},"generateTokens":3,"repetitions":2,"forSeconds":null,"scored":true}]}
      """#.utf8
    ).write(to: plan)
    let lines = Lines()
    let home = Home(
      clock: SystemClock(), engine: .tokens(UncachedEngine(engine, lock: lock)),
      sensors: HostSensors(folder: scratch.url.path))
    _ = Launch(plan: try Plan.read(contentsOf: plan), modelPath: "/m", folder: lines, home: home).run()
    return lines.text
  }

  @Test func aPromptFromACacheEndsTheLaunch() throws {
    #expect(try log(SpeakingEngine(leaks: 2)).contains(#""code":"PROMPT_CACHED""#))
    let clean = try log(SpeakingEngine())
    #expect(!clean.contains(#""type":"fault""#))
    #expect(clean.contains(#""type":"agent.finished""#))
  }

  @Test func theLockIsGivenBackHoweverALaunchEnds() throws {
    for engine in [SpeakingEngine(), SpeakingEngine(leaks: 1), SpeakingEngine(fails: AgentError("X", "x"))] {
      let lock = BenchLock()
      _ = try log(engine, lock: lock)
      #expect(!lock.isHeld)
    }
  }

  @Test func whatAConversationAskedForIsNoLeak() throws {
    let model = try UncachedEngine(SpeakingEngine(), lock: BenchLock()).load(path: "", settings: EngineSettings())
    try model.generate([1, 2, 3], count: 2) { _ in true }
    let kept = try model.reuse([1, 2, 3, 4])
    #expect(kept == 3)
    try model.generate([1, 2, 3, 4], count: 2) { _ in true }
    #expect(model.cachedTokens == 3)
    // The next prompt without asking is another matter.
    #expect(throws: AgentError.self) { try model.generate([1, 2, 3, 4], count: 2) { _ in true } }
    model.clear()
    try model.generate([1, 2, 3, 4], count: 2) { _ in true }
  }
}
