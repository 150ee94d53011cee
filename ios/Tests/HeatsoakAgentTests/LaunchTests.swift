import Foundation
import Testing

@testable import HeatsoakAgent

@Suite struct LaunchTests {
  let bench = Bench()

  @Test func numbersEveryLineAndEndsWithTheCount() throws {
    let (finished, log) = try bench.run(planText())
    #expect(finished)
    #expect(log.map { $0.int("seq") } == Array(0..<log.count))
    #expect(log.last?.type == "agent.finished")
    #expect(log.last?.int("events") == log.count)
  }

  @Test func writesEventsInTheOrderOfTheProtocol() throws {
    let (_, log) = try bench.run(planText())
    let trial = ["trial.started", "tokens", "memory", "trial.finished"]
    let start = ["agent.started", "environment", "checkpoint", "checkpoint", "model.loaded", "checkpoint", "memory"]
    let end = ["checkpoint", "checkpoint", "environment", "agent.finished"]
    let wanted: [String] = start + trial + ["checkpoint"] + trial + trial + end
    #expect(log.map(\.type) == wanted)
    let moments = ["launch", "before-load", "after-load", "after-warm-up", "end-of-suite", "after-unload"]
    #expect(log.of("checkpoint").map { $0.text("at") } == moments)
  }

  @Test func tellsWhoItIsAndForWhichLaunch() throws {
    let started = try bench.run(planText()).log[0]
    #expect(started.text("agent") == "heatsoak-swift 1")
    #expect(started.text("launch") == "L1")
    #expect((started.fields["clock"] as? [String: Any])?["name"] as? String == "step")
    #expect((started.fields["unreadable"] as? [String: String]) == ["sdk": "no", "chip": "neither"])
    #expect((started.fields["build"] as? [String: Any])?["entitlements"] as? [String] == ["e"])
    #expect((started.fields["device"] as? [String: Any])?["batteryCycles"] is NSNull)
  }

  @Test func tellsOfWhichRunItIs() throws {
    #expect(try bench.run(planText(plan: #","run":"R1""#)).log[0].text("run") == "R1")
  }

  @Test func tellsNoRunWhereThePlanDoesNot() throws {
    #expect(try bench.run(planText()).log[0].fields["run"] == nil)
  }

  @Test func stampsEachTokenOnce() throws {
    let (_, log) = try bench.run(planText())
    let tokens = log.of("tokens")
    #expect(tokens.map { $0.ints("deltasUs")?.count } == [8, 3, 3])
    #expect(tokens[1].ints("deltasUs") == [1000, 1000, 1000])
    #expect(tokens[1].ints("ids") == [0, 1, 2])
    #expect(log.of("trial.started")[1].int("t") == tokens[1].int("t0"))
    #expect(log.of("trial.finished").map { $0.text("finishReason") } == ["length", "length", "length"])
  }

  @Test func emptiesTheCacheBeforeEachTrialAndGivesTheModelBack() throws {
    _ = try bench.run(planText())
    #expect(bench.model.clears == 3)
    #expect(bench.model.isClosed)
  }

  @Test func drawsNewIdsForEachRepetition() throws {
    _ = try bench.run(planText())
    #expect(bench.model.prompts.map(\.count) == [32, 4, 4])
    #expect(bench.model.prompts[1] != bench.model.prompts[2])
  }

  @Test func readsARenderedPromptWithItsBos() throws {
    let prompt = #"{"kind":"chat","text":"x","rendered":"<x>","addBos":true}"#
    let (_, log) = try bench.run(planText(prompt: prompt))
    #expect(bench.model.prompts[1] == [1, 60, 120, 62])
    #expect(log.of("trial.started")[1].int("promptTokens") == 4)
  }

  @Test func saysOnceACaseWhatTheModelRead() throws {
    let prompt = #"{"kind":"chat","text":"x","rendered":"<x>","addBos":true}"#
    let started = try bench.run(planText(prompt: prompt)).log.of("trial.started")
    let said = started.map { $0.fields["prompt"] as? [String: Any] }
    #expect(said.map { $0?["text"] as? String } == [nil, "<x>", nil])
    #expect(said[1]?["ids"] as? [Int] == [1, 60, 120, 62])
  }

  @Test func repeatsACaseForATime() throws {
    let step = planText().replacingOccurrences(of: #""forSeconds":null"#, with: #""forSeconds":0.0085"#)
    #expect(try bench.run(step).log.of("tokens").count == 4)
  }

  @Test func anAnswerThatEndsEarlyIsTold() throws {
    bench.model.endsAfter = 2
    let finished = try bench.run(planText()).log.of("trial.finished")
    #expect(finished.map { $0.text("finishReason") } == ["stop", "stop", "stop"])
    #expect(finished[1].int("generatedTokens") == 2)
  }

  @Test func tellsCacheAndBundlesAsTheEngineDoes() throws {
    bench.model.cachedTokens = 2
    bench.model.isBundled = true
    let (_, log) = try bench.run(planText())
    #expect(log.of("trial.finished")[1].int("cachedTokens") == 2)
    #expect(log.of("tokens")[1].fields["bundled"] as? Bool == true)
  }

  @Test func addsProcessorTimeToTheCounters() throws {
    bench.sensors.set { $0.cpuUs = 0 }
    let stats = try bench.run(planText()).log.of("trial.finished")[0].fields["engineStats"] as? [String: Double]
    #expect(stats == ["cpuUs": 10])
  }

  @Test func writesItsStatusAsItGoes() throws {
    _ = try bench.run(planText())
    #expect(bench.folder.statuses.map(\.state) == [.loading, .running, .running, .running, .finished])
    #expect(bench.folder.statuses.map(\.trial) == [0, 1, 2, 3, 3])
  }

  @Test func tellsTheModelAsTheEngineDoes() throws {
    bench.model.facts.description = "nano"
    bench.model.facts.buffers = [.init(name: "KV", bytes: 0.5)]
    let loaded = try bench.run(planText()).log.of("model.loaded")[0]
    #expect(loaded.int("loadUs") == 5000)
    #expect(loaded.text("description") == "nano")
    #expect((loaded.fields["buffers"] as? [[String: Any]])?.first?["bytes"] as? Double == 0.5)
    #expect((loaded.fields["settings"] as? [String: Any])?["contextTokens"] as? Int == 2048)
    #expect(loaded.fields["cold"] is NSNull)
  }

  private let hash = String(repeating: "a", count: 64)
  private var hashedPlan: String {
    planText().replacingOccurrences(of: #""sha256":null"#, with: #""sha256":"\#(hash)""#)
  }

  @Test func hashesTheModelOnceBetweenItsLoadAndTheFirstTrial() throws {
    var home = bench.home
    var read: [String] = []
    home.digest = { path, files in
      read.append("\(path) \(files ?? [])")
      return hash
    }
    let (finished, log) = try bench.run(hashedPlan, home: home)
    #expect(finished && read == ["m []"])
    #expect(log.of("model.digest").map { $0.text("sha256") } == [hash])
    #expect(log.map(\.type)[6...8] == ["memory", "model.digest", "trial.started"])
    #expect(bench.sensors.readings.withLock { $0.refreshes } == 1)
  }

  @Test func refusesAnotherModelBeforeTheFirstTrial() throws {
    var home = bench.home
    home.digest = { _, _ in "another" }
    let (finished, log) = try bench.run(hashedPlan, home: home)
    #expect(!finished)
    #expect(log.of("model.digest")[0].text("sha256") == "another")
    #expect(log.of("trial.started").isEmpty)
    #expect(log.last?.text("code") == "MODEL_NOT_PLANNED")
    #expect(bench.folder.statuses.last?.state == .failed)
  }

  @Test func tellsBeforeTheEndWhatHappenedAfterTheLastTrial() throws {
    var home = bench.home
    let (clock, sensors) = (bench.clock, bench.sensors)
    sensors.set { $0.environment.thermalState = .nominal }
    var works = 0
    home.probe = {
      works += 1
      if works == 1 { return }
      sensors.set {
        $0.environment.thermalState = .serious
        $0.environment.lowPowerMode = true
        $0.memoryWarnings = 1
      }
      clock.advance(us: 100_000)
    }
    let (_, log) = try bench.run(planText(plan: #","probe":{"coldUs":null}"#), home: home)
    let end = log.suffix(5)
    #expect(end.map(\.type) == ["thermal", "environment", "fault", "environment", "agent.finished"])
    #expect(end.map { $0.text("at") }.prefix(4) == [nil, "change", nil, "end"])
    // It fell in none.
    #expect(end.first { $0.type == "fault" }?.int("trial") == nil)
    #expect(end.first?.int("t") == log.of("probe").last?.int("t"))
  }

  @Test func timesTheFixedWorkBeforeAndAfter() throws {
    var home = bench.home
    let clock = bench.clock
    home.probe = { clock.advance(us: 700) }
    let probes = try bench.run(planText(plan: #","probe":{"coldUs":650.5}"#), home: home).log.of("probe")
    #expect(probes.map { $0.text("at") } == ["start", "end"])
    #expect(probes.map { $0.int("durationUs") } == [700, 700])
    #expect(probes[0].fields["coldUs"] as? Double == 650.5)
  }

  @Test func saysWhenAWindowOpensAndCloses() throws {
    var seen: [String] = []
    var home = bench.home
    home.windowOpened = { seen.append("open \($0)") }
    home.windowClosed = { seen.append("closed \($0)") }
    bench.model.failures = [2: AgentError("DECODE_FAILED", "planted")]
    _ = try bench.run(planText(), home: home)
    #expect(seen == ["open 0", "closed 0", "open 1", "closed 1", "open 2", "closed 2"])
  }
}
