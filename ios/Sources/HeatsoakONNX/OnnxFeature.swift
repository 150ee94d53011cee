import COnnxRuntime

/// An input or an output of a graph.
struct OnnxFeature: Equatable {
  /// What a graph's tensors are made of, as far as it matters here.
  enum Element: Equatable {
    case single
    case half
    case other

    init(_ type: ONNXTensorElementDataType) {
      switch type {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT: self = .single
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16: self = .half
      default: self = .other
      }
    }

    var type: ONNXTensorElementDataType {
      self == .half ? ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 : ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT
    }
  }

  let name: String
  let element: Element
  /// -1 where a size is only known when the graph runs.
  let shape: [Int64]
}
