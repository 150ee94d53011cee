import Foundation
import HeatsoakAgent
import HeatsoakTokenizer

/// ONNX Runtime through its C API: a framework on a phone, the library of onnxruntime-node on Linux. It runs what
/// `heatsoak model convert model.gguf model.onnx` writes.
public struct OnnxEngine: TokenEngine {
  /// What may take parts of the graph over from the processor, by the library's own name for it.
  public enum Accelerator: String, Sendable {
    /// It takes none of the operators that hold quantised weights, so most of the work stays on the processor.
    case coreML = "CoreML"
  }

  /// As the plan names it.
  public let name = "onnxruntime"
  /// Of the library.
  public let version: String
  private let accelerator: Accelerator?

  /// On the processor alone, or with an accelerator where it takes part of the graph.
  public init(accelerator: Accelerator? = nil) {
    version = OnnxRuntime.version
    self.accelerator = accelerator
  }

  /// Opens a graph with its weights and its tokenizer beside it. Throws `MODEL_UNLOADABLE`, `MODEL_UNSUPPORTED` for a graph that is no
  /// decoder with a cache, `ENGINE_BACKEND` and `ENGINE_MISSING`.
  public func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    if settings.backend == "metal" {
      throw AgentError("ENGINE_BACKEND", "onnxruntime runs these models on the CPU, not on metal")
    }
    let taken = settings.backend == "cpu" ? nil : accelerator
    let decoder = try OnnxDecoder(
      path: path, session: OnnxSession(path: path, settings: settings, accelerator: taken))
    // The library does not tell which nodes it placed where.
    let backend = taken.map { "\($0.rawValue.lowercased())+cpu" } ?? "cpu"
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    return OnnxModel(
      decoder: decoder, tokenizer: Tokenizer.read(folder: folder), settings: settings, backend: backend)
  }
}
