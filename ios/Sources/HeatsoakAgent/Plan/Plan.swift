/// `plan.json`: everything that one launch of the agent does.
public struct Plan: Sendable, Equatable {
  /// Version of the bench protocol that this agent speaks.
  public static let version = 1

  /// The artefact that is measured.
  public struct Model: Sendable, Equatable {
    /// Relative to the app's Documents folder, or absolute.
    public let path: String
    /// Nil for what has no file to hash.
    public let sha256: String?
    /// Of the file, or of all files together.
    public let sizeBytes: Double?
    /// Names of a model of several files beside `path`, in the order of its hash.
    public let files: [String]?
  }

  /// What must hold before anything is measured.
  public struct Expected: Sendable, Equatable {
    /// Footprint at which the system kills the app.
    public let memoryLimitBytes: Double
  }

  /// The fixed work before and after the trials.
  public struct Probe: Sendable, Equatable {
    /// Its time on this phone when cold, microseconds; nil where nobody knows yet.
    public let coldUs: Double?
  }

  /// Id of the launch, and name of its folder.
  public let launch: String
  /// The run that the launch belongs to; nil in older plans. The log repeats it.
  public let run: String?
  /// Draws synthetic prompts.
  public let seed: Int
  /// The artefact.
  public let model: Model
  /// How the engine is set up.
  public let engine: EngineSettings
  /// What is run, in this order.
  public let steps: [Step]
  /// What must hold.
  public let expected: Expected?
  /// Between two memory samples.
  public let memoryIntervalMs: Double
  /// Present: the agent runs its fixed work.
  public let probe: Probe?
}

/// Settings that are the same on both sides of a comparison.
public struct EngineSettings: Sendable, Equatable {
  /// Such as `llama.cpp`.
  public let name: String
  /// `cpu`, `metal` or `auto`.
  public let backend: String
  /// Room for prompt and answer.
  public let contextTokens: Int
  /// Ids that the backend computes at once.
  public let batchTokens: Int
  /// Of the processor.
  public let threads: Int
  /// Whether attention is computed in the fused way.
  public let flashAttention: Bool
  /// Layers on the graphics processor; nil: as many as fit.
  public let gpuLayers: Int?

  /// Settings with the protocol's defaults where nothing is given.
  public init(
    name: String = "llama.cpp", backend: String = "auto", contextTokens: Int = 2048, batchTokens: Int = 512,
    threads: Int = 1, flashAttention: Bool = false, gpuLayers: Int? = nil
  ) {
    self.name = name
    self.backend = backend
    self.contextTokens = contextTokens
    self.batchTokens = batchTokens
    self.threads = threads
    self.flashAttention = flashAttention
    self.gpuLayers = gpuLayers
  }

  var json: JSON {
    [
      "name": .string(name), "backend": .string(backend), "contextTokens": JSON(contextTokens),
      "batchTokens": JSON(batchTokens), "threads": JSON(threads), "flashAttention": .bool(flashAttention),
      "gpuLayers": JSON(gpuLayers),
    ]
  }
}

/// What the model reads.
public enum Prompt: Sendable, Equatable {
  /// `text` as the suite has it; `rendered` through the model's own template, nil in a plan for a server; the BOS id before it where
  /// `addBos`.
  case chat(text: String, rendered: String?, addBos: Bool)
  /// So many seeded ids.
  case synthetic(tokens: Int, seed: Int)
  /// A chat in one context: repetition n of the step is its turn n, and after the last message comes the first again.
  case conversation(turns: [ConversationTurn], addBos: Bool)
}

/// A message of a conversation in the model's own template, for the two places where it may stand.
public struct ConversationTurn: Sendable, Equatable {
  /// As the suite has it.
  public let text: String
  /// Where it begins the context; the BOS id goes before it by the prompt's `addBos`.
  public let opening: String
  /// After an answer: what ends that answer, and the message.
  public let following: String
}

/// One step of a launch: a case run so many times, or again and again for some seconds.
public struct Step: Sendable, Equatable {
  /// Name of the case.
  public let name: String
  /// What the model reads.
  public let prompt: Prompt
  /// Length of the answer.
  public let generateTokens: Int
  /// How often, where `forSeconds` is nil.
  public let repetitions: Int
  /// Repeat for this long on the agent's clock instead.
  public let forSeconds: Double?
  /// Whether the trials count.
  public let scored: Bool
  /// Present: the step decodes this instead of its prompt, whose seed it takes.
  public var bench: BenchShape?
  /// Whether the prompt's own probabilities are computed after all timed trials.
  public var score = false
  /// Present: after the load the way back to full speed is watched.
  public var recovery: Recovery?
}

/// A row of llama-bench: forced random ids, decoded without sampling.
public struct BenchShape: Sendable, Equatable {
  /// Read in batches, inside the window.
  public let promptTokens: Int
  /// Decoded one by one, inside the window.
  public let generateTokens: Int
  /// Decoded before the window opens.
  public let depthTokens: Int
  /// The last id of each such batch gets logits.
  public let batchTokens: Int

  var json: JSON {
    [
      "promptTokens": JSON(promptTokens), "generateTokens": JSON(generateTokens), "depthTokens": JSON(depthTokens),
      "batchTokens": JSON(batchTokens),
    ]
  }
}

/// After a soak: short probes until the speed is back, or the limit is reached.
public struct Recovery: Sendable, Equatable {
  /// Rest before each probe.
  public let everySeconds: Double
  /// Length of a probe at full speed.
  public let probeSeconds: Double
  /// Of all rests together.
  public let limitSeconds: Double
}
