import Testing

@testable import HeatsoakAgent

/// Notes what it is asked to decode; each call takes a millisecond.
private final class NotingDecoder: RawDecoder {
  let clock: StepClock
  private(set) var calls: [String] = []
  init(clock: StepClock) { self.clock = clock }
  func decode(_ ids: ArraySlice<Int32>, position: Int, withLogits: Bool) {
    calls.append("\(ids.count)@\(position)\(withLogits ? "!" : "")")
    clock.advance(us: 1000)
  }
  func clear() { calls.append("clear") }
}

@Suite struct BenchRowTests {
  let bench = Bench()
  private let row = #","bench":{"promptTokens":5,"generateTokens":2,"depthTokens":3,"batchTokens":4}"#

  @Test func decodesAsLlamaBenchDoes() throws {
    let decoder = NotingDecoder(clock: bench.clock)
    bench.model.raw = decoder
    let settings = planText(row).replacingOccurrences(of: #""engine":{}"#, with: #""engine":{"batchTokens":2}"#)
    let (finished, log) = try bench.run(settings)
    #expect(finished)
    let depth = ["2@0", "1@2!"]
    let prompt = ["2@3", "2@5!", "1@7!"]
    let repetition = ["clear"] + depth + prompt + ["1@8!", "1@9!", "clear"]
    let warmUp = ["clear", "2@0", "2@2!", "1@4!", "1@5!", "clear"]
    #expect(decoder.calls == warmUp + repetition + repetition)
    #expect(log.of("tokens")[1].ints("deltasUs") == [1000, 0, 1000, 0, 1000, 1000, 1000])
    let started = log.of("trial.started")[1]
    #expect(started.int("promptTokens") == 8)
    #expect((started.fields["bench"] as? [String: Int])?["depthTokens"] == 3)
    #expect(log.of("trial.finished")[1].int("cachedTokens") == 3)
    #expect(log.of("trial.started").count == 3)
  }

  @Test func anEngineWithoutThatPathSaysSo() throws {
    #expect(try bench.run(planText(row)).log.last?.text("code") == "RAW_PATH_MISSING")
  }

  @Test func aRowThatDoesNotFitIsRefused() throws {
    bench.model.raw = NotingDecoder(clock: bench.clock)
    let deep = row.replacingOccurrences(of: #""depthTokens":3"#, with: #""depthTokens":4503599627370496"#)
    #expect(try bench.run(planText(deep)).log.last?.text("code") == "PROMPT_TOO_LONG")
  }
}
