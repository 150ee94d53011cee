import Foundation
import Testing

@testable import HeatsoakAgent

@Suite struct FaultTests {
  let bench = Bench()

  /// The warm-up makes eight tokens, and the launch looks before and after each trial.
  @Test func aTrialInWhichTheLaunchIsAskedToEndIsCutAndTheLast() throws {
    var home = bench.home
    var looks = 0
    home.isCancelled = {
      looks += 1
      return looks > 11
    }
    let (finished, log) = try bench.run(planText(), home: home)
    #expect(!finished)
    #expect(log.of("trial.finished").last?.int("trial") == 1)
    #expect(log.of("trial.finished").last?.text("finishReason") == "cancelled")
    #expect(log.of("trial.finished").last?.int("generatedTokens") == 1)
    #expect(log.last?.text("code") == "LAUNCH_CANCELLED")
    #expect(log.last?.int("trial") == 2)
  }

  @Test func keepsWhatWasMeasuredWhenATrialFails() throws {
    bench.model.failures = [2: AgentError("DECODE_FAILED", "planted")]
    let (finished, log) = try bench.run(planText())
    #expect(!finished)
    #expect(log.last?.text("code") == "DECODE_FAILED")
    #expect(log.last?.int("trial") == 2)
    #expect(log.of("tokens").count == 2)
    #expect(bench.folder.statuses.last?.state == .failed)
  }

  @Test func givesAnyOtherErrorACodeToo() throws {
    struct Odd: Error {}
    bench.model.failures = [0: Odd()]
    #expect(try bench.run(planText()).log.last?.text("code") == "AGENT_FAILED")
  }

  @Test func refusesAConversationWhereTheEngineKeepsNoContext() throws {
    let turn = #"{"text":"x","opening":"<x>","following":"/<x>"}"#
    let (finished, log) = try bench.run(
      planText(prompt: #"{"kind":"conversation","addBos":true,"turns":[\#(turn)]}"#))
    #expect(!finished)
    #expect(log.last?.text("code") == "CONVERSATION_UNSUPPORTED")
  }

  @Test func goesOnAfterATrialThatFailedByItself() throws {
    bench.model.failures = [1: TrialFault("SERVER_BUSY", "later")]
    let (finished, log) = try bench.run(planText())
    #expect(finished)
    #expect(log.of("fault").map { $0.int("trial") } == [1])
    #expect(log.of("tokens").map { $0.int("trial") } == [0, 2])
  }

  @Test func givesUpAfterThreeSuchTrialsInARow() throws {
    for trial in 0..<9 { bench.model.failures[trial] = TrialFault("SERVER_BUSY", "later") }
    let (finished, log) = try bench.run(
      planText().replacingOccurrences(of: #""repetitions":2"#, with: #""repetitions":8"#))
    #expect(!finished)
    #expect(log.of("fault").map { $0.text("code") } == ["SERVER_BUSY", "SERVER_BUSY", "SERVER_BUSY"])
  }

  @Test func tellsAModelThatCannotBeLoaded() throws {
    let engine = CountingEngine(model: bench.model, refuses: true)
    let home = Home(clock: bench.clock, engine: .tokens(engine), sensors: bench.sensors)
    let (finished, log) = try bench.run(planText(), home: home)
    #expect(!finished)
    #expect(log.map(\.type).suffix(2) == ["memory", "fault"])
    #expect(log.last?.text("code") == "MODEL_UNLOADABLE")
  }

  static let limits: [(Int64, Bool)] = [(1 << 20, false), ((8 << 20) - 4096, true), (0, true)]

  @Test(arguments: limits)
  func refusesAnotherMemoryLimit(available: Int64, isRight: Bool) throws {
    bench.sensors.set {
      $0.memory = MemoryReading(footprintBytes: 1 << 20, mappedBytes: nil, availableBytes: available)
    }
    let (finished, log) = try bench.run(planText(plan: #","expected":{"memoryLimitBytes":9437184}"#))
    #expect(finished == isRight)
    if !isRight { #expect(log.last?.text("message") == "the limit is 2097152 bytes, expected were 9437184") }
  }

  static let longText = String(repeating: "x", count: 2046)
  static let longPrompts = [
    #"{"kind":"synthetic","tokens":9000000000000}"#,
    #"{"kind":"chat","text":"x","rendered":"\#(longText)","addBos":false}"#,
  ]

  @Test(arguments: longPrompts)
  func refusesAPromptThatLeavesNoRoom(prompt: String) throws {
    let (finished, log) = try bench.run(planText(prompt: prompt))
    #expect(!finished)
    #expect(log.last?.text("code") == "PROMPT_TOO_LONG")
    #expect(log.last?.text("message")?.hasSuffix("and 3 new tokens do not fit the context of 2048") == true)
  }

  @Test func refusesAPromptThatOnlyAServerRenders() throws {
    let prompt = #"{"kind":"chat","text":"x","rendered":null,"addBos":false}"#
    #expect(try bench.run(planText(prompt: prompt)).log.last?.text("code") == "TEMPLATE_MISSING")
  }

  @Test func aFullDiskEndsTheLaunchAndNotTheProgram() throws {
    bench.folder.room = 2
    let (finished, log) = try bench.run(planText())
    #expect(!finished)
    #expect(log.last?.type == "memory")
    #expect(bench.folder.statuses.last?.state == .failed)
  }
}
