import Testing

@testable import HeatsoakAgent

@Suite struct RecoveryTests {
  let bench = Bench()
  private let step = #","recovery":{"everySeconds":10,"probeSeconds":0.02,"limitSeconds":60}"#

  private func soak(_ idle: @escaping (Int) -> Void) throws -> [Line] {
    var home = bench.home
    var rests = 0
    let clock = bench.clock
    home.idle = { seconds in
      rests += 1
      clock.advance(us: Int64(seconds * 1e6))
      idle(rests)
    }
    return try bench.run(planText(step), home: home).log.of("trial.started").filter { $0.text("case") == "recovery" }
  }

  @Test func endsAfterTwoFastProbes() throws {
    let model = bench.model
    model.usPerToken = 1000
    let probes = try soak { rests in model.usPerToken = rests < 3 ? 2000 : 1000 }
    #expect(probes.count == 4)
    #expect(probes.map { $0.int("plannedTokens") } == [8, 8, 8, 8])
    #expect(probes.map { $0.int("repetition") } == [0, 1, 2, 3])
    #expect(probes.allSatisfy { $0.fields["scored"] as? Bool == false })
  }

  @Test func endsAtItsLimit() throws {
    let model = bench.model
    #expect(try soak { _ in model.usPerToken = 9000 }.count == 6)
  }

  @Test func aHomeThatCannotIdleIsNotWatched() throws {
    let log = try bench.run(planText(step)).log
    #expect(log.of("trial.started").allSatisfy { $0.text("case") != "recovery" })
  }

  @Test func nothingToComeBackToIsNotAwaited() throws {
    let recovery = Recovery(everySeconds: 1, probeSeconds: 1, limitSeconds: 1)
    var rests = 0
    try recovery.wait(after: .warmUp, load: [], idle: { _ in rests += 1 }) { _, _ in
      TrialTimes(start: Moment(nanoseconds: 0), deltasUs: [])
    }
    #expect(rests == 0)
  }
}
