import Foundation
import HeatsoakAgent
import Testing

@testable import HeatsoakChat

/// A soak of five minutes that gets slower, and what the report says of it; ci/app-bench-numbers.test.ts holds the report to the same.
private enum Soak {
  struct Numbers: Decodable {
    struct Trial: Decodable {
      let trial: Int
      let scored: Bool
      let firstTokenMs: Double
      let tokensPerSecond: Double
    }

    struct Speed: Decodable {
      let atSecond: Double
      let tokensPerSecond: Double
    }

    let trials: [Trial]
    let speeds: [Speed]
    let seconds: Int
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Fixtures")

  static func log() throws -> Data { try Data(contentsOf: folder.appendingPathComponent("soak.jsonl")) }

  static func numbers() throws -> Numbers {
    try JSONDecoder().decode(Numbers.self, from: Data(contentsOf: folder.appendingPathComponent("soak-numbers.json")))
  }
}

@Suite struct BenchLogTests {
  private func read(_ data: Data) -> BenchLog {
    var log = BenchLog()
    log.read(data)
    return log
  }

  private func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-9 * max(1, abs(other)) }

  @Test func everyTrialHasTheNumbersOfTheReport() throws {
    let (log, wanted) = (read(try Soak.log()), try Soak.numbers())
    #expect(log.trials.map(\.number) == wanted.trials.map(\.trial))
    #expect(log.trials.map(\.isScored) == wanted.trials.map(\.scored))
    for (trial, wanted) in zip(log.trials, wanted.trials) {
      #expect(isNear(try #require(trial.firstTokenMs), wanted.firstTokenMs))
      #expect(isNear(try #require(trial.tokensPerSecond), wanted.tokensPerSecond))
    }
  }

  @Test func theCurveHasTheSpeedsOfTheReport() throws {
    let (curve, wanted) = (ThrottleCurve(read(try Soak.log())), try Soak.numbers())
    #expect(curve.points.count == wanted.seconds)
    for (index, wanted) in wanted.speeds.enumerated() {
      let point = curve.points[20 * index]
      #expect(isNear(point.atSecond, wanted.atSecond))
      #expect(isNear(point.tokensPerSecond, wanted.tokensPerSecond))
    }
    let summary = try #require(curve.summary)
    #expect(abs(summary.start - 12) < 0.2)
    #expect(abs(summary.now - 7) < 0.2)
  }

  @Test func theHeatIsWithoutGapsOverTheLoad() throws {
    let curve = ThrottleCurve(read(try Soak.log()))
    #expect(curve.heat.map(\.state) == [.nominal, .fair, .serious])
    #expect(curve.heat.first?.from == 0)
    #expect(curve.heat.last?.to == curve.seconds)
    for (one, next) in zip(curve.heat, curve.heat.dropFirst()) { #expect(one.to == next.from) }
  }

  @Test func theRestOfTheScreenIsOfTheLogToo() throws {
    let log = read(try Soak.log())
    #expect(log.launch == "soak")
    #expect(log.state == .finished)
    #expect(log.backend == "cpu")
    #expect(log.loadSeconds == 2)
    #expect(log.peakBytes == 950_000_000)
    #expect(log.trials.allSatisfy { $0.isFinished && $0.cachedTokens == 0 })
  }

  @Test func aLogMayBeReadInPiecesOfAnyLength() throws {
    let data = try Soak.log()
    let whole = read(data)
    for size in [1, 7, 1000, 40_000] {
      var log = BenchLog()
      for start in stride(from: 0, to: data.count, by: size) {
        log.read(Data(data[start..<min(start + size, data.count)]))
      }
      #expect(log == whole)
    }
  }

  @Test func aFaultSaysWhyALaunchEnded() {
    let lines = [
      #"{"v":1,"seq":0,"t":0,"type":"agent.started","launch":"L"}"#, #"no line of a log"#,
      #"{"v":1,"seq":1,"t":1,"type":"fault","code":"MODEL_UNLOADABLE","message":"no","trial":0}"#,
    ]
    let text = lines.joined(separator: "\n") + "\n"
    #expect(read(Data(text.utf8)).state == .running)
    let end = #"{"v":1,"seq":2,"t":2,"type":"agent.finished","events":3}"# + "\n"
    #expect(read(Data((text + end).utf8)).state == .failed(code: "MODEL_UNLOADABLE", message: "no"))
    #expect(ThrottleCurve(read(Data(text.utf8))).points.isEmpty)
  }
}

@Suite @MainActor struct BenchFollowerTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func launch(_ name: String, _ text: String, at date: Date) throws -> URL {
    let folder = scratch.url.appendingPathComponent("heatsoak/\(name)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("events.jsonl")
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
    return file
  }

  private func started(_ name: String) -> String {
    #"{"v":1,"seq":0,"t":0,"type":"agent.started","launch":"\#(name)"}"# + "\n"
  }

  @Test func itFollowsTheNewestLaunchAsItGrows() throws {
    let follower = BenchFollower(documents: scratch.url)
    follower.look()
    #expect(follower.log == nil)
    let file = try launch("L1", started("L1"), at: Date(timeIntervalSince1970: 1000))
    follower.look()
    #expect(follower.log?.launch == "L1")
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(#"{"v":1,"seq":1,"t":5,"type":"thermal","state":"fair"}"#.utf8))
    follower.look()
    #expect(follower.log?.thermal.isEmpty == true)
    try handle.write(contentsOf: Data("\n".utf8))
    try handle.close()
    follower.look()
    #expect(follower.log?.thermal.map(\.state) == [.fair])
    _ = try launch("L2", started("L2"), at: Date(timeIntervalSinceNow: 1000))
    follower.look()
    #expect(follower.log?.launch == "L2")
    #expect(follower.log?.thermal.isEmpty == true)
  }

  @Test func aLogThatWasBegunAnewIsReadAnew() throws {
    let follower = BenchFollower(documents: scratch.url)
    let thermal = #"{"v":1,"seq":1,"t":5,"type":"thermal","state":"fair"}"# + "\n"
    _ = try launch("L1", started("L1") + thermal, at: Date(timeIntervalSince1970: 1000))
    follower.look()
    _ = try launch("L1", started("again"), at: Date(timeIntervalSince1970: 2000))
    follower.look()
    #expect(follower.log?.launch == "again")
    #expect(follower.log?.thermal.isEmpty == true)
  }
}
