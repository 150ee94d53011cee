import CHeatsoakProbes
import HeatsoakAgent
import llama

/// llama.cpp through its C API: the same source on a phone (framework) and on Linux (the libraries of node-llama-cpp).
public struct LlamaEngine: TokenEngine {
  /// As the plan names it.
  public let name = "llama.cpp"
  /// Of the release, such as `v0.4.0`.
  public let version: String

  /// Where the backends of llama.cpp are libraries of their own, they are loaded from its folder. They join a list that no lock
  /// guards, each time anew: once a process, and on one thread.
  private static let backends: Void = {
    LlamaLog.listen()
    if let folder = Self.folder { ggml_backend_load_all_from_path(folder) }
    llama_backend_init()
  }()

  /// Starts llama.cpp, where that was not done.
  public init() {
    _ = Self.backends
    version = Self.release(String(cString: llama_version()))
  }

  /// How it was compiled.
  public var compileFlags: String? { String(cString: llama_print_system_info()) }

  /// Opens a GGUF file. Throws `MODEL_UNLOADABLE`.
  public func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    try LlamaModel(path: path, settings: settings)
  }

  /// How many processors llama.cpp has found.
  static var devices: Int {
    _ = backends
    return ggml_backend_dev_count()
  }

  /// llama.cpp says `0.4.0-dev` where its release is called `v0.4.0`.
  static func release(_ version: String) -> String { "v" + (version.split(separator: "-").first ?? "") }

  private static var folder: String? {
    let symbol = unsafeBitCast(llama_backend_init as @convention(c) () -> Void, to: UnsafeRawPointer.self)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { text in
      guard let start = text.baseAddress, heatsoak_folder_of(symbol, start, text.count) else { return nil }
      return String(cString: start)
    }
  }
}
