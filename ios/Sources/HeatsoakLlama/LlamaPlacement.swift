import HeatsoakAgent
import llama

/// Where a model is computed: on the processor alone, or with the graphics processor.
struct LlamaPlacement {
  private let isOnCpu: Bool
  private let wantedLayers: Int?

  init(_ settings: EngineSettings) {
    isOnCpu = settings.backend == "cpu" || Self.graphics == nil
    wantedLayers = settings.gpuLayers
  }

  /// The kind of graphics processor that llama.cpp found, such as `metal`.
  private static var graphics: String? {
    for index in 0..<ggml_backend_dev_count() {
      let device = ggml_backend_dev_get(index)
      guard ggml_backend_dev_type(device) == GGML_BACKEND_DEVICE_TYPE_GPU else { continue }
      return String(cString: ggml_backend_reg_name(ggml_backend_dev_backend_reg(device))).lowercased()
    }
    return nil
  }

  /// What really runs; `mtl` is one of Metal's names in llama.cpp.
  var backend: String {
    guard !isOnCpu, wantedLayers != 0, let graphics = Self.graphics else { return "cpu" }
    return graphics == "mtl" ? "metal" : graphics
  }

  /// Layers that are there to be placed, and the output layer.
  func gpuLayers(of model: OpaquePointer) -> Int {
    isOnCpu ? 0 : min(wantedLayers ?? .max, Int(llama_model_n_layer(model)) + 1)
  }

  func load(_ path: String) -> OpaquePointer? {
    var wanted = llama_model_default_params()
    wanted.n_gpu_layers = isOnCpu ? 0 : wantedLayers.map { Int32(clamping: $0) } ?? -1
    // An empty list of devices: without it the graphics processor would still read long prompts.
    var none: [ggml_backend_dev_t?] = [nil]
    return none.withUnsafeMutableBufferPointer { none in
      if isOnCpu { wanted.devices = none.baseAddress }
      return llama_model_load_from_file(path, wanted)
    }
  }
}
