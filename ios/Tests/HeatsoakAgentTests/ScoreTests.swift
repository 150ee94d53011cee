import Testing

@testable import HeatsoakAgent

@Suite struct ScoreTests {
  let bench = Bench()
  private let prompt = #"{"kind":"chat","text":"x","rendered":"\u0009\u0003\u0004","addBos":false}"#

  @Test func tellsTheProbabilityOfEachIdAfterTheFirst() throws {
    let scores = try bench.run(planText(#","score":true"#, prompt: prompt)).log.of("scores")[0]
    #expect(scores.ints("ids") == [9, 3, 4])
    #expect(scores.ints("likeliest") == [3, 3])
    #expect(scores.numbers("logProbabilities") == [-0.125, nil])
  }

  @Test func whatTheEngineDidNotGiveIsMissed() throws {
    bench.model.rowsLeftOut = 2
    #expect(try bench.run(planText(#","score":true"#, prompt: prompt)).log.last?.text("code") == "SCORES_MISSING")
  }
}
