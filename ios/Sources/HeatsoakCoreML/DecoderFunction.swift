#if canImport(CoreML)
  import CoreML
  import HeatsoakAgent

  /// A function of a package with its inputs, which are allocated once.
  final class DecoderFunction {
    let rows: Int
    private let model: MLModel
    private let tokens: MLMultiArray
    private let position: MLMultiArray
    private let mask: MLMultiArray
    private let last: MLMultiArray
    private let inputs: MLDictionaryFeatureProvider

    init(_ model: MLModel, rows: Int, sizes: DecoderSizes) throws {
      self.model = model
      self.rows = rows
      tokens = try MLMultiArray(shape: [1, rows as NSNumber], dataType: .int32)
      position = try MLMultiArray(shape: [1], dataType: .int32)
      mask = try MLMultiArray(shape: [1, 1, rows as NSNumber, sizes.context as NSNumber], dataType: .float16)
      last = try MLMultiArray(shape: [1], dataType: .int32)
      var features = [
        DecoderFeatures.tokens: MLFeatureValue(multiArray: tokens),
        DecoderFeatures.position: MLFeatureValue(multiArray: position),
        DecoderFeatures.mask: MLFeatureValue(multiArray: mask),
      ]
      if rows > 1 { features[DecoderFeatures.last] = MLFeatureValue(multiArray: last) }
      inputs = try MLDictionaryFeatureProvider(dictionary: features)
    }

    /// Logits after the last of the call's ids, half precision [1, 1, vocabulary].
    func logits(_ call: DecoderCall, _ state: MLState) throws -> MLMultiArray {
      fill(tokens, Int32.self) { numbers in
        for (index, id) in call.tokens.enumerated() { numbers[index] = id }
      }
      fill(position, Int32.self) { $0[0] = Int32(call.position) }
      fill(last, Int32.self) { $0[0] = Int32(call.ids.count - 1) }
      fill(mask, Float16.self) { call.writeMask(into: $0) }
      let output = try model.prediction(from: inputs, using: state)
      guard let logits = output.featureValue(for: DecoderFeatures.logits)?.multiArrayValue else {
        throw AgentError("DECODE_FAILED", "the package gave no \(DecoderFeatures.logits)")
      }
      return logits
    }

    private func fill<Number: MLShapedArrayScalar>(
      _ array: MLMultiArray, _ type: Number.Type, _ write: (UnsafeMutableBufferPointer<Number>) -> Void
    ) {
      array.withUnsafeMutableBufferPointer(ofType: type) { numbers, _ in write(numbers) }
    }
  }
#endif
