/// What runs models. An adapter is one of the two kinds below; each opens models of one format.
public protocol Engine {
  /// Such as `llama.cpp`.
  var name: String { get }
  /// Of the engine itself, not of its adapter.
  var version: String { get }
  /// How it was compiled, as it says itself; nil where it does not.
  var compileFlags: String? { get }
}

extension Engine {
  /// Most engines do not say.
  public var compileFlags: String? { nil }
}

/// An engine that shows every token's id on the calling thread: all that Heatsoak measures can be measured.
public protocol TokenEngine: Engine {
  /// Opens the model. Throws `AgentError` with `MODEL_UNLOADABLE`, or another code of its own.
  func load(path: String, settings: EngineSettings) throws -> any TokenModel
}

/// An engine that hands over pieces of text from tasks of its own: no ids, so nothing that depends on ids is measured.
public protocol TextEngine: Engine, Sendable {
  /// Opens the model.
  func load(path: String, settings: EngineSettings) async throws -> any TextModel
}

/// One of the two kinds of engine.
public enum AnyEngine {
  /// Ids, synchronous.
  case tokens(any TokenEngine)
  /// Text, asynchronous.
  case text(any TextEngine)

  /// Of the engine itself.
  public var name: String { engine.name }
  /// Of the engine itself.
  public var version: String { engine.version }

  var engine: any Engine {
    switch self {
    case .tokens(let engine): engine
    case .text(let engine): engine
    }
  }
}

/// What an engine says of a model that it has opened.
public struct ModelFacts: Sendable, Equatable {
  /// One of the engine's own buffers.
  public struct Buffer: Sendable, Equatable {
    /// The engine's own word for it.
    public let name: String
    /// Its size.
    public let bytes: Double

    /// A buffer by the engine's own name for it.
    public init(name: String, bytes: Double) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// What really runs, such as `cpu` or `metal`; never what was asked for.
  public var backend: String
  /// The engine's own words, such as `phi3 3B Q4_0`.
  public var description: String?
  /// What it says it allocated while it loaded.
  public var buffers: [Buffer]?
  /// Layers on the graphics processor.
  public var gpuLayers: Int?
  /// Memory given to the graphics processor, by the device's own count.
  public var metalAllocatedBytes: Int64?

  /// A model on this backend; all else is not known.
  public init(backend: String) { self.backend = backend }

  /// What is absent from the log where the engine does not tell it.
  var json: JSON {
    let buffers = self.buffers?.map { ["name": .string($0.name), "bytes": .number($0.bytes)] as JSON }
    return .fields(["buffers": buffers.map(JSON.array) ?? .null, "description": JSON(description)]).withoutNulls
  }
}

/// The engine's own counters for one trial, by the protocol's names (`promptEvalMs`, `evalMs`, `cpuUs` …), in their order.
public struct EngineCounters: Sendable, Equatable {
  private var values: [JSON.Field] = []

  /// No counter yet.
  public init() {}

  /// Adds a counter.
  public mutating func set(_ name: String, _ value: Double) {
    values.append(JSON.Field(name: name, value: .number(value)))
  }

  var json: JSON { .object(values) }
}
