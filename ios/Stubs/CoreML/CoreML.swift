// What HeatsoakCoreML uses of Core ML, as Apple's headers and its Swift overlay declare it. For type checks on Linux; nothing here runs.
@_exported import Dispatch
@_exported import Foundation

public enum MLComputeUnits: Int, Sendable { case cpuOnly = 0, cpuAndGPU = 1, all = 2, cpuAndNeuralEngine = 3 }

public enum MLMultiArrayDataType: Int, Sendable { case int32 = 0x20020, float16 = 0x10010 }

public protocol MLShapedArrayScalar {}  // Swift alone
extension Int32: MLShapedArrayScalar {}
extension Float16: MLShapedArrayScalar {}

open class MLMultiArray: NSObject {
  public init(shape: [NSNumber], dataType: MLMultiArrayDataType) throws {}
  // Swift alone
  public func withUnsafeBufferPointer<S: MLShapedArrayScalar, R>(
    ofType type: S.Type, _ body: (UnsafeBufferPointer<S>) throws -> R
  ) rethrows -> R { fatalError() }
  // Swift alone
  public func withUnsafeMutableBufferPointer<S: MLShapedArrayScalar, R>(
    ofType type: S.Type, _ body: (UnsafeMutableBufferPointer<S>, [Int]) throws -> R
  ) rethrows -> R { fatalError() }
}

open class MLMultiArrayConstraint: NSObject {
  public var shape: [NSNumber] { fatalError() }
}

open class MLFeatureDescription: NSObject {
  public var multiArrayConstraint: MLMultiArrayConstraint? { fatalError() }
}

open class MLFeatureValue: NSObject {
  public convenience init(multiArray value: MLMultiArray) { fatalError() }
  public var multiArrayValue: MLMultiArray? { fatalError() }
}

public protocol MLFeatureProvider {
  func featureValue(for featureName: String) -> MLFeatureValue?
}

open class MLDictionaryFeatureProvider: NSObject, MLFeatureProvider {
  public init(dictionary: [String: Any]) throws {}
  public func featureValue(for featureName: String) -> MLFeatureValue? { fatalError() }
}

open class MLState: NSObject {}

open class MLModelDescription: NSObject {
  public var inputDescriptionsByName: [String: MLFeatureDescription] { fatalError() }
  public var outputDescriptionsByName: [String: MLFeatureDescription] { fatalError() }
}

open class MLModelConfiguration: NSObject {
  public var computeUnits: MLComputeUnits { get { fatalError() } set {} }
  public var functionName: String? { get { fatalError() } set {} }
}

open class MLModel: NSObject {
  public convenience init(contentsOf url: URL, configuration: MLModelConfiguration) throws { fatalError() }
  public var modelDescription: MLModelDescription { fatalError() }
  public func makeState() -> MLState { fatalError() }  // Objective-C: newState
  public func prediction(from inputFeatures: any MLFeatureProvider, using state: MLState) throws -> any MLFeatureProvider {
    fatalError()
  }
  // Objective-C: compileModelAtURLCompletionHandler
  public class func compileModel(at modelURL: URL) async throws -> URL { fatalError() }
}
