import Foundation

extension Plan {
  /// Reads a `plan.json`. Throws `AgentError` with `PLAN_INVALID` that names the field, or with `UNKNOWN_PROTOCOL_VERSION`.
  public static func read(_ data: Data) throws -> Plan {
    // JSONDecoder ends the process at some damaged names of fields (swift-foundation of Swift 6.0): JSONSerialization does not, and
    // what it has read is whole.
    guard (try? JSONSerialization.jsonObject(with: data)) != nil else {
      throw AgentError("PLAN_INVALID", "plan.json: is not a JSON object")
    }
    do {
      return try JSONDecoder().decode(Plan.self, from: data)
    } catch let error as DecodingError {
      throw AgentError("PLAN_INVALID", "plan.json: \(problem(error))")
    }
  }

  /// Reads the plan at `file`. Throws `AgentError` with `PLAN_MISSING` where there is none.
  public static func read(contentsOf file: URL) throws -> Plan {
    guard let data = try? Data(contentsOf: file) else { throw AgentError("PLAN_MISSING", "there is no \(file.path)") }
    return try read(data)
  }

  private static func problem(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let name, let context): "\(path(context.codingPath + [name])): is missing"
    case .typeMismatch(let type, let context): "\(path(context.codingPath)): is no \(type)"
    case .valueNotFound(_, let context): "\(path(context.codingPath)): is null"
    case .dataCorrupted(let context): "\(path(context.codingPath)): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }

  private static func path(_ names: [any CodingKey]) -> String {
    names.reduce("$") { path, name in name.intValue.map { "\(path)[\($0)]" } ?? "\(path).\(name.stringValue)" }
  }
}

extension Plan: Decodable {
  private enum Name: String, CodingKey, CaseIterable {
    case v, launch, run, seed, model, engine, steps, expected, memoryIntervalMs, probe
  }

  private enum VersionName: CodingKey { case v }

  /// Reads what `plan.json` holds.
  public init(from decoder: any Decoder) throws {
    // Another version has other fields: it is told before they are.
    let version = try decoder.container(keyedBy: VersionName.self).decode(Int.self, forKey: .v)
    guard version == Plan.version else {
      throw AgentError(
        "UNKNOWN_PROTOCOL_VERSION", "plan.json is of version \(version); this agent speaks \(Plan.version)")
    }
    let fields = try decoder.strictFields(Name.self)
    launch = try fields.text(.launch)
    run = try fields.optional(.run) { try fields.text($0) }
    seed = try fields.count(.seed)
    model = try fields.decode(Model.self, forKey: .model)
    engine = try fields.decode(EngineSettings.self, forKey: .engine)
    steps = try fields.decode([Step].self, forKey: .steps)
    expected = try fields.decodeIfPresent(Expected.self, forKey: .expected)
    memoryIntervalMs = try fields.positiveNumber(.memoryIntervalMs, or: 100)
    probe = try fields.decodeIfPresent(Probe.self, forKey: .probe)
    guard !steps.isEmpty else {
      throw DecodingError.dataCorruptedError(forKey: .steps, in: fields, debugDescription: "has no step")
    }
    guard memoryIntervalMs <= 100 else {
      throw DecodingError.dataCorruptedError(forKey: .memoryIntervalMs, in: fields, debugDescription: "is above 100")
    }
  }
}

extension Plan.Model: Decodable {
  private enum Name: String, CodingKey, CaseIterable { case path, sha256, sizeBytes, files }

  /// Reads `model`.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.strictFields(Name.self)
    path = try fields.text(.path)
    sha256 = try fields.optional(.sha256) { try fields.text($0) }
    sizeBytes = try fields.optional(.sizeBytes) { try fields.positiveNumber($0) }
    files = try fields.decodeIfPresent([String].self, forKey: .files)
    let isHash = sha256.map { $0.count == 64 && $0.allSatisfy("0123456789abcdef".contains) } ?? true
    guard isHash else {
      throw DecodingError.dataCorruptedError(forKey: .sha256, in: fields, debugDescription: "is no SHA-256")
    }
    // A name that climbs out of the model's folder would hash what was not sent.
    let isInside = (files ?? ["model"]).allSatisfy { !$0.isEmpty && !$0.split(separator: "/").contains("..") }
    guard isInside, files?.isEmpty != true else {
      throw DecodingError.dataCorruptedError(forKey: .files, in: fields, debugDescription: "are no names beside path")
    }
  }
}

extension Plan.Expected: Decodable {
  private enum Name: String, CodingKey, CaseIterable { case memoryLimitBytes }

  /// Reads `expected`.
  public init(from decoder: any Decoder) throws {
    memoryLimitBytes = try decoder.strictFields(Name.self).positiveNumber(.memoryLimitBytes)
  }
}

extension Plan.Probe: Decodable {
  private enum Name: String, CodingKey, CaseIterable { case coldUs }

  /// Reads `probe`.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.strictFields(Name.self)
    coldUs = try fields.optional(.coldUs) { try fields.positiveNumber($0) }
  }
}

extension EngineSettings: Decodable {
  private enum Name: String, CodingKey, CaseIterable {
    case name, backend, contextTokens, batchTokens, threads, flashAttention, gpuLayers
    // Of servers, which this agent has no engine for; it says so when it is asked for one.
    case url, model, api, apiKeyVariable, ignoreEos, requestSeconds
  }

  /// Reads `engine`.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.strictFields(Name.self)
    self.init(
      name: try fields.text(.name, or: "llama.cpp"),
      backend: try fields.text(.backend, or: "auto"),
      contextTokens: try fields.positive(.contextTokens, or: 2048),
      batchTokens: try fields.positive(.batchTokens, or: 512),
      threads: try fields.positive(.threads, or: 1),
      flashAttention: try fields.decodeIfPresent(Bool.self, forKey: .flashAttention) ?? false,
      gpuLayers: try fields.optional(.gpuLayers) { try fields.count($0) })
  }
}
