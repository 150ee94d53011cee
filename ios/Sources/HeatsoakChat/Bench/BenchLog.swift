import Foundation
import HeatsoakAgent

/// The log of a launch as a screen needs it, read on as it grows. Its numbers are those of the log: nothing is measured here.
public struct BenchLog: Sendable, Equatable {
  /// What the phone said of its heat.
  public struct ThermalMark: Sendable, Equatable {
    /// Since the agent's start.
    public let us: Int64
    /// From then on.
    public let state: ThermalState
  }

  /// How far the launch is.
  public enum State: Sendable, Equatable {
    case running
    case finished
    /// A fault ended it: its code and sentence.
    case failed(code: String, message: String)
  }

  /// Id of the launch.
  public private(set) var launch = ""
  /// In their order; warm-ups too.
  public private(set) var trials: [BenchTrial] = []
  /// In their order.
  public private(set) var thermal: [ThermalMark] = []
  /// Highest charged memory, bytes; the larger of the series and the kernel's own count.
  public private(set) var peakBytes: Int64 = 0
  /// What really computes.
  public private(set) var backend: String?
  /// From the load's begin to a ready model.
  public private(set) var loadSeconds: Double?
  /// How far it is.
  public private(set) var state = State.running
  private var rest = Data()
  private var fault: (code: String, message: String)?

  /// Nothing is read yet.
  public init() {}

  /// Takes what was appended; half a line waits for its end.
  public mutating func read(_ bytes: Data) {
    rest += bytes
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return }
    let lines = rest[...end].split(separator: UInt8(ascii: "\n"))
    rest = Data(rest[rest.index(after: end)...])
    // An event that this screen does not know is left to the report.
    for line in lines { if let event = try? JSONDecoder().decode(Line.self, from: line) { take(event) } }
  }

  private mutating func take(_ line: Line) {
    switch line.type {
    case "agent.started": launch = line.launch ?? ""
    case "model.loaded":
      backend = line.backend
      loadSeconds = line.loadUs.map { $0 / 1e6 }
    case "thermal": if let state = line.state { thermal.append(ThermalMark(us: line.t, state: state)) }
    case "memory": peakBytes = max(peakBytes, line.footprintBytes?.max() ?? 0, line.kernelPeakBytes ?? 0)
    case "trial.started":
      trials.append(BenchTrial(number: line.trial ?? 0, name: line.case ?? "", isScored: line.scored ?? false))
    case "tokens", "trial.finished": change(line)
    case "fault": fault = (line.code ?? "", line.message ?? "")
    case "agent.finished": state = fault.map { .failed(code: $0.code, message: $0.message) } ?? .finished
    default: break
    }
  }

  private mutating func change(_ line: Line) {
    guard let last = trials.indices.last, trials[last].number == line.trial else { return }
    if line.type == "tokens" {
      trials[last].startUs = line.t0 ?? 0
      trials[last].deltasUs = line.deltasUs ?? []
      trials[last].isBundled = line.bundled ?? false
    } else {
      trials[last].generatedTokens = line.generatedTokens
      trials[last].cachedTokens = line.cachedTokens
      trials[last].isFinished = true
    }
  }

  /// Two logs are equal when what they show is.
  public static func == (one: BenchLog, other: BenchLog) -> Bool {
    one.launch == other.launch && one.trials == other.trials && one.thermal == other.thermal
      && one.peakBytes == other.peakBytes && one.state == other.state && one.rest == other.rest
  }
}

/// One line of the log, as far as a screen reads it.
private struct Line: Decodable {
  let type: String
  let t: Int64
  let launch: String?
  let trial: Int?
  let `case`: String?
  let scored: Bool?
  let t0: Int64?
  let deltasUs: [Int64]?
  let bundled: Bool?
  let generatedTokens: Int?
  let cachedTokens: Int?
  let footprintBytes: [Int64]?
  let kernelPeakBytes: Int64?
  let state: ThermalState?
  let backend: String?
  let loadUs: Double?
  let code: String?
  let message: String?

  private enum CodingKeys: String, CodingKey {
    case type, t, launch, trial, `case`, scored, t0, deltasUs, bundled, generatedTokens, cachedTokens, footprintBytes
    case kernelPeakBytes, state, backend, loadUs, code, message
  }

  /// A field that is of another type in another event, such as `footprintBytes` of a checkpoint, is not of interest here.
  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    type = try fields.decode(String.self, forKey: .type)
    t = try fields.decode(Int64.self, forKey: .t)
    func read<T: Decodable>(_ key: CodingKeys) -> T? { try? fields.decodeIfPresent(T.self, forKey: key) }
    launch = read(.launch)
    trial = read(.trial)
    self.case = read(.case)
    scored = read(.scored)
    t0 = read(.t0)
    deltasUs = read(.deltasUs)
    bundled = read(.bundled)
    generatedTokens = read(.generatedTokens)
    cachedTokens = read(.cachedTokens)
    footprintBytes = read(.footprintBytes)
    kernelPeakBytes = read(.kernelPeakBytes)
    state = read(.state)
    backend = read(.backend)
    loadUs = read(.loadUs)
    code = read(.code)
    message = read(.message)
  }
}
