import COnnxRuntime
import HeatsoakAgent

/// A graph in memory.
final class OnnxSession {
  let runtime: OnnxRuntime
  private let session: OpaquePointer
  private let memory: OpaquePointer

  /// Opens the graph and the file of weights beside it. Throws `MODEL_UNLOADABLE`, and `ENGINE_BACKEND` where the library has no
  /// such accelerator.
  init(path: String, settings: EngineSettings, accelerator: OnnxEngine.Accelerator?) throws {
    let runtime = try OnnxRuntime()
    self.runtime = runtime
    let options = try Self.options(runtime, settings, accelerator)
    defer { runtime.api.ReleaseSessionOptions(options) }
    var memory: OpaquePointer?
    let status = runtime.api.CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory)
    try runtime.check(status, "MODEL_UNLOADABLE", "describe memory")
    var session: OpaquePointer?
    do {
      let status = runtime.api.CreateSession(runtime.environment, path, options, &session)
      try runtime.check(status, "MODEL_UNLOADABLE", "load \(path)")
    } catch {
      runtime.api.ReleaseMemoryInfo(memory)
      throw error
    }
    guard let session, let memory else { throw AgentError("MODEL_UNLOADABLE", "onnxruntime cannot load \(path)") }
    self.session = session
    self.memory = memory
  }

  deinit {
    runtime.api.ReleaseSession(session)
    runtime.api.ReleaseMemoryInfo(memory)
  }

  /// Both sides of a comparison get exactly these; the library's defaults depend on the machine.
  private static func options(
    _ runtime: OnnxRuntime, _ settings: EngineSettings, _ accelerator: OnnxEngine.Accelerator?
  ) throws -> OpaquePointer? {
    var options: OpaquePointer?
    let api = runtime.api
    try runtime.check(api.CreateSessionOptions(&options), "MODEL_UNLOADABLE", "make its settings")
    let statuses = [
      api.SetIntraOpNumThreads(options, Int32(clamping: settings.threads)),
      api.SetInterOpNumThreads(options, 1),
      api.SetSessionExecutionMode(options, ORT_SEQUENTIAL),
      api.SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL),
      // Errors are thrown; the library would print them too.
      api.SetSessionLogSeverityLevel(options, Int32(ORT_LOGGING_LEVEL_FATAL.rawValue)),
    ]
    do {
      for status in statuses { try runtime.check(status, "MODEL_UNLOADABLE", "take its settings") }
      if let accelerator {
        let status = api.SessionOptionsAppendExecutionProvider(options, accelerator.rawValue, nil, nil, 0)
        try runtime.check(status, "ENGINE_BACKEND", "run on \(accelerator.rawValue)")
      }
    } catch {
      api.ReleaseSessionOptions(options)
      throw error
    }
    return options
  }

  /// What goes in and what comes out.
  func features() throws -> (inputs: [OnnxFeature], outputs: [OnnxFeature]) {
    let api = runtime.api
    return (
      try features(count: api.SessionGetInputCount, name: api.SessionGetInputName, type: api.SessionGetInputTypeInfo),
      try features(count: api.SessionGetOutputCount, name: api.SessionGetOutputName, type: api.SessionGetOutputTypeInfo)
    )
  }
}

extension OnnxSession {
  private typealias Count = (OpaquePointer?, UnsafeMutablePointer<Int>?) -> OrtStatusPtr?
  private typealias Name = (
    OpaquePointer?, Int, UnsafeMutablePointer<OrtAllocator>?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> OrtStatusPtr?
  private typealias TypeInfo = (OpaquePointer?, Int, UnsafeMutablePointer<OpaquePointer?>?) -> OrtStatusPtr?

  private func features(count: Count, name: Name, type: TypeInfo) throws -> [OnnxFeature] {
    var total = 0
    try inspect(count(session, &total))
    return try (0..<total).map { index in
      let (element, shape) = try tensor(at: index, type)
      return OnnxFeature(name: try text(at: index, name), element: element, shape: shape)
    }
  }

  private func text(at index: Int, _ name: Name) throws -> String {
    var allocator: UnsafeMutablePointer<OrtAllocator>?
    try inspect(runtime.api.GetAllocatorWithDefaultOptions(&allocator))
    var text: UnsafeMutablePointer<CChar>?
    try inspect(name(session, index, allocator, &text))
    guard let text else { return "" }
    defer { _ = runtime.api.AllocatorFree(allocator, text) }
    return String(cString: text)
  }

  /// Of what is no tensor, no shape.
  private func tensor(at index: Int, _ type: TypeInfo) throws -> (OnnxFeature.Element, [Int64]) {
    let api = runtime.api
    var info: OpaquePointer?
    try inspect(type(session, index, &info))
    defer { api.ReleaseTypeInfo(info) }
    var tensor: OpaquePointer?
    try inspect(api.CastTypeInfoToTensorInfo(info, &tensor))
    guard tensor != nil else { return (.other, []) }
    var element = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED
    try inspect(api.GetTensorElementType(tensor, &element))
    var rank = 0
    try inspect(api.GetDimensionsCount(tensor, &rank))
    var shape = [Int64](repeating: 0, count: rank)
    try inspect(api.GetDimensions(tensor, &shape, rank))
    return (OnnxFeature.Element(element), shape)
  }

  private func inspect(_ status: OrtStatusPtr?) throws {
    try runtime.check(status, "MODEL_UNSUPPORTED", "describe the graph")
  }

  /// A view of whole numbers for `run`, [1, count], valid as long as they stay where they are.
  func view(of numbers: UnsafeBufferPointer<Int64>) throws -> OnnxValue {
    try OnnxValue.view(runtime, of: numbers, memory)
  }

  /// Computes the outputs of these names.
  func run(_ inputs: [OnnxValue], as names: CNames, outputs: CNames) throws -> [OnnxValue] {
    var made = [OpaquePointer?](repeating: nil, count: outputs.pointers.count)
    let given: [OpaquePointer?] = inputs.map(\.pointer)
    let status = runtime.api.Run(
      session, nil, names.pointers, given, given.count, outputs.pointers, made.count, &made)
    try runtime.check(status, "DECODE_FAILED", "run the model")
    return try made.map { value in
      guard let value else { throw AgentError("DECODE_FAILED", "the model left an output out") }
      return OnnxValue(value, runtime)
    }
  }
}
