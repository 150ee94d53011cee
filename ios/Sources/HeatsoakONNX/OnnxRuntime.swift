import COnnxRuntime
import HeatsoakAgent

/// ONNX Runtime's functions and its environment, which lives as long as anything holds this.
final class OnnxRuntime {
  /// Its functions by their names in the C API.
  let api: OrtApi
  let environment: OpaquePointer

  /// Throws `ENGINE_MISSING` where the library is older than the header that this was compiled with.
  init() throws {
    guard let base = OrtGetApiBase(), let table = base.pointee.GetApi(UInt32(ORT_API_VERSION)) else {
      throw AgentError("ENGINE_MISSING", "onnxruntime \(Self.version) has no C API of version \(ORT_API_VERSION)")
    }
    var environment: OpaquePointer?
    let status = table.pointee.CreateEnv(ORT_LOGGING_LEVEL_FATAL, "heatsoak", &environment)
    guard status == nil, let environment else {
      throw AgentError("ENGINE_MISSING", "onnxruntime \(Self.version) cannot be started")
    }
    api = table.pointee
    self.environment = environment
  }

  deinit { api.ReleaseEnv(environment) }

  /// Of the library, such as `1.30.0`.
  static var version: String {
    OrtGetApiBase().flatMap { $0.pointee.GetVersionString() }.map { String(cString: $0) } ?? "of no version"
  }

  /// Throws `code` with what was tried and the library's own words, where a call went wrong.
  func check(_ status: OrtStatusPtr?, _ code: String, _ tried: @autoclosure () -> String) throws {
    guard let status else { return }
    defer { api.ReleaseStatus(status) }
    let why = api.GetErrorMessage(status).map { String(cString: $0) } ?? "it does not say why"
    throw AgentError(code, "onnxruntime cannot \(tried()): \(why)")
  }
}
