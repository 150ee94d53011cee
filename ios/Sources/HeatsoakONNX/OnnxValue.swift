import COnnxRuntime
import HeatsoakAgent

/// A tensor that ONNX Runtime holds.
final class OnnxValue {
  let pointer: OpaquePointer
  private let runtime: OnnxRuntime

  /// Takes the pointer over.
  init(_ pointer: OpaquePointer, _ runtime: OnnxRuntime) {
    self.pointer = pointer
    self.runtime = runtime
  }

  deinit { runtime.api.ReleaseValue(pointer) }

  /// A tensor of the library's own memory, not filled.
  static func empty(_ runtime: OnnxRuntime, shape: [Int64], type: ONNXTensorElementDataType) throws -> OnnxValue {
    var allocator: UnsafeMutablePointer<OrtAllocator>?
    try runtime.check(runtime.api.GetAllocatorWithDefaultOptions(&allocator), "DECODE_FAILED", "find its memory")
    var value: OpaquePointer?
    let status = runtime.api.CreateTensorAsOrtValue(allocator, shape, shape.count, type, &value)
    return try made(runtime, value, status)
  }

  /// A view of whole numbers, [1, count], that is valid as long as they stay where they are.
  static func view(_ runtime: OnnxRuntime, of numbers: UnsafeBufferPointer<Int64>, _ memory: OpaquePointer) throws
    -> OnnxValue
  {
    var value: OpaquePointer?
    // The library's inputs have no const; it does not write to them.
    let start = UnsafeMutableRawPointer(mutating: numbers.baseAddress)
    let status = runtime.api.CreateTensorWithDataAsOrtValue(
      memory, start, numbers.count * MemoryLayout<Int64>.stride, [1, Int64(numbers.count)], 2,
      ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, &value)
    return try made(runtime, value, status)
  }

  private static func made(_ runtime: OnnxRuntime, _ value: OpaquePointer?, _ status: OrtStatusPtr?) throws -> OnnxValue
  {
    try runtime.check(status, "DECODE_FAILED", "make a tensor")
    guard let value else { throw AgentError("DECODE_FAILED", "onnxruntime made no tensor") }
    return OnnxValue(value, runtime)
  }

  /// The last `count` of its numbers, valid as long as the tensor lives.
  func last<Number>(_ count: Int, as: Number.Type) throws -> UnsafeBufferPointer<Number> {
    var start: UnsafeMutableRawPointer?
    try runtime.check(runtime.api.GetTensorMutableData(pointer, &start), "DECODE_FAILED", "show a tensor")
    let all = try elements
    guard let start, all >= count else {
      throw AgentError("DECODE_FAILED", "the model gave \(all) of \(count) numbers")
    }
    return UnsafeBufferPointer(start: start.assumingMemoryBound(to: Number.self) + (all - count), count: count)
  }

  private var elements: Int {
    get throws {
      var info: OpaquePointer?
      try runtime.check(runtime.api.GetTensorTypeAndShape(pointer, &info), "DECODE_FAILED", "describe a tensor")
      defer { runtime.api.ReleaseTensorTypeAndShapeInfo(info) }
      var count = 0
      try runtime.check(runtime.api.GetTensorShapeElementCount(info, &count), "DECODE_FAILED", "count a tensor")
      return count
    }
  }
}
