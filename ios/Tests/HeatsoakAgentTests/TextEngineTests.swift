import Foundation
import Testing

@testable import HeatsoakAgent

/// Chunks that take a millisecond each, an empty one among them.
private final class ChunkModel: TextModel {
  let facts = ModelFacts(backend: "remote")
  let clock: StepClock
  let isBusy: Bool
  init(clock: StepClock, isBusy: Bool) {
    self.clock = clock
    self.isBusy = isBusy
  }

  func stream(_ prompt: Prompt, seed: Int, count: Int, chunk: @escaping @Sendable (String) -> Void) async throws
    -> TextUsage
  {
    if isBusy { throw TrialFault("SERVER_BUSY", "later") }
    for text in ["a", "", "bc"] {
      clock.advance(us: 1000)
      chunk(text)
    }
    return TextUsage(promptTokens: 9, generatedTokens: count, cachedTokens: nil, finishReason: .length)
  }
  func clear() {}
  func counters() -> EngineCounters? { nil }
  func close() {}
}

private struct ChunkEngine: TextEngine {
  let name = "chunks"
  let version = "1"
  let clock: StepClock
  var isBusy = false
  func load(path: String, settings: EngineSettings) async throws -> any TextModel {
    ChunkModel(clock: clock, isBusy: isBusy)
  }
}

@Suite struct TextEngineTests {
  private func run(_ step: String = "", isBusy: Bool = false) async throws -> (finished: Bool, log: [Line]) {
    let (finished, log) = try await onOwnThread {
      let bench = Bench()
      let engine = ChunkEngine(clock: bench.clock, isBusy: isBusy)
      let home = Home(clock: bench.clock, engine: .text(engine), sensors: bench.sensors)
      return (try bench.run(planText(step), home: home).finished, bench.folder.log)
    }
    return (finished, try Line.all(log))
  }

  @Test func stampsChunksAndTellsThatTheyAreNoTokens() async throws {
    let (finished, log) = try await run()
    #expect(finished)
    let tokens = log.of("tokens")[1]
    #expect(tokens.ints("deltasUs") == [1000, 2000])
    #expect(tokens.fields["ids"] == nil)
    #expect(tokens.fields["bundled"] as? Bool == true)
    let end = log.of("trial.finished")[1]
    #expect(end.int("generatedTokens") == 3)
    #expect(end.int("promptTokens") == 9)
    #expect(end.fields["cachedTokens"] is NSNull)
  }

  @Test func aBusyEngineIsGivenUpAfterThreeTrials() async throws {
    let (finished, log) = try await run(isBusy: true)
    #expect(!finished)
    #expect(log.of("fault").count == 3)
  }

  @Test(arguments: [
    (#","score":true"#, "SCORES_MISSING"),
    (#","bench":{"promptTokens":1,"generateTokens":1,"depthTokens":0,"batchTokens":1}"#, "RAW_PATH_MISSING"),
  ])
  func whatNeedsIdsIsRefused(step: String, code: String) async throws {
    #expect(try await run(step).log.last?.text("code") == code)
  }
}
