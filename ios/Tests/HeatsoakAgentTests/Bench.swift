import Foundation
import Synchronization
import Testing

@testable import HeatsoakAgent

/// A clock that only its owner moves; what is due is called on the way.
final class StepClock: MonotonicClock {
  let name = "step"
  let resolutionUs = 1.0
  private let state = Mutex((us: Int64(0), callbacks: [(@Sendable () -> Void)?]()))

  func advance(us: Int64) {
    let callbacks = state.withLock { state in
      state.us += us
      return state.callbacks
    }
    for callback in callbacks { callback?() }
  }

  func now() -> Moment { state.withLock { Moment(nanoseconds: $0.us * 1000) } }
  func wallClock() -> String { "2026-03-01T00:00:00.000Z" }

  func every(milliseconds: Double, _ callback: @escaping @Sendable () -> Void) -> any Ticker {
    state.withLock { state in
      state.callbacks.append(callback)
      return Stop(clock: self, index: state.callbacks.count - 1)
    }
  }

  private struct Stop: Ticker {
    let clock: StepClock
    let index: Int
    func stop() { clock.state.withLock { $0.callbacks[index] = nil } }
  }
}

/// Sensors that read what a test sets.
final class SetSensors: Sensors {
  struct Readings: Sendable {
    var memory = MemoryReading(footprintBytes: 1 << 20, mappedBytes: 4096, availableBytes: nil)
    var environment = EnvironmentReading()
    var cpuUs: Int64?
    var refreshes = 0
    var memoryWarnings = 0
  }

  let readings = Mutex(Readings())

  func set(_ change: (inout Readings) -> Void) { readings.withLock { change(&$0) } }

  func identity() -> Identity {
    let build = Identity.Build(bundleId: "b", version: "1", configuration: .release, entitlements: ["e"])
    let device = Identity.Device(model: "m", chip: nil, os: "o", osBuild: "ob", memoryBytes: 8)
    return Identity(build: build, device: device, virtual: false, unreadable: ["sdk": "no", "chip": "neither"])
  }
  func memory() -> MemoryReading { readings.withLock { $0.memory } }
  func memoryWarnings() -> Int { readings.withLock { $0.memoryWarnings } }
  func peakFootprintBytes() -> Int64? { nil }
  func environment() -> EnvironmentReading { readings.withLock { $0.environment } }
  func refresh() { readings.withLock { $0.refreshes += 1 } }
  func cpuUs() -> Int64? {
    readings.withLock { readings in
      readings.cpuUs = readings.cpuUs.map { $0 + 10 }
      return readings.cpuUs
    }
  }
}

/// A folder in memory whose disk may be full.
final class MemoryFolder: LaunchFolder {
  var log: [UInt8] = []
  var statuses: [AgentStatus] = []
  /// Appends that work before the disk is full.
  var room = Int.max

  func append(_ lines: [UInt8]) throws {
    if room == 0 { throw AgentError("FILE_UNWRITABLE", "the disk is full") }
    room -= 1
    log += lines
  }
  func write(_ status: AgentStatus) throws { statuses.append(status) }
}

/// Ids 0, 1, 2 … that take a millisecond each.
final class CountingModel: TokenModel {
  var facts = ModelFacts(backend: "cpu")
  var vocabularySize = 512
  var cachedTokens = 0
  var isBundled = false
  var raw: (any RawDecoder)?
  let clock: StepClock
  /// Generations that fail, by their number.
  var failures: [Int: any Error] = [:]
  /// Ends the answer early.
  var endsAfter = Int.max
  var usPerToken: Int64 = 1000
  private(set) var prompts: [[Int32]] = []
  private(set) var isClosed = false
  private(set) var clears = 0
  var rowsLeftOut = 0

  init(clock: StepClock) { self.clock = clock }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { (addBos ? [1] : []) + text.utf8.map(Int32.init) }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    defer { prompts.append(prompt) }
    if let failure = failures[prompts.count] { throw failure }
    for id in 0..<min(count, endsAfter) {
      clock.advance(us: usPerToken)
      if try !each(Int32(id)) { return }
    }
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    for index in 0..<(ids.count - rowsLeftOut) {
      var logs = [Float](repeating: -8, count: vocabularySize)
      logs[3] = -0.125
      logs[4] = -.infinity
      logs.withUnsafeBufferPointer { row(index, $0) }
    }
  }

  func clear() { clears += 1 }
  func counters() -> EngineCounters? { nil }
  func close() { isClosed = true }
}

struct CountingEngine: TokenEngine {
  let name = "counting"
  let version = "1"
  let model: CountingModel
  var refuses = false

  func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    if refuses { throw AgentError("MODEL_UNLOADABLE", path) }
    model.clock.advance(us: 5000)
    return model
  }
}

/// One launch on the parts above.
struct Bench {
  let clock = StepClock()
  let sensors = SetSensors()
  let folder = MemoryFolder()
  let model: CountingModel

  init() { model = CountingModel(clock: clock) }

  var home: Home { Home(clock: clock, engine: .tokens(CountingEngine(model: model)), sensors: sensors) }

  func run(_ plan: String, home: Home? = nil) throws -> (finished: Bool, log: [Line]) {
    let plan = try Plan.read(Data(plan.utf8))
    let finished = Launch(plan: plan, modelPath: "m", folder: folder, home: home ?? self.home).run()
    return (finished, try lines())
  }

  func lines() throws -> [Line] { try Line.all(folder.log) }
}

/// A line of the log, as its reader sees it.
struct Line {
  let fields: [String: Any]

  init(_ text: Substring) throws {
    fields = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  static func all(_ log: [UInt8]) throws -> [Line] {
    try String(decoding: log, as: UTF8.self).split(separator: "\n").map { try Line($0) }
  }

  var type: String { fields["type"] as? String ?? "" }
  func int(_ name: String) -> Int? { fields[name] as? Int }
  func text(_ name: String) -> String? { fields[name] as? String }
  /// Numbers, nil where the line has null.
  func numbers(_ name: String) -> [Double?] { (fields[name] as? [Any])?.map { $0 as? Double } ?? [] }
  func ints(_ name: String) -> [Int]? { fields[name] as? [Int] }
}

extension [Line] {
  func of(_ type: String) -> [Line] { filter { $0.type == type } }
}

/// A plan with one step; `step` and `plan` are further fields, each with a comma before it.
func planText(_ step: String = "", prompt: String = #"{"kind":"synthetic","tokens":4}"#, plan: String = "") -> String {
  #"""
  {"v":1,"launch":"L1","seed":1,"model":{"path":"m","sha256":null,"sizeBytes":null},"engine":{},"steps":[
  {"case":"a","prompt":\#(prompt),"generateTokens":3,"repetitions":2,"forSeconds":null,"scored":true\#(step)}]\#(plan)}
  """#
}

/// Runs blocking work on a thread of its own, as the bench does: the tests' own threads must stay free for tasks.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
  }
}
