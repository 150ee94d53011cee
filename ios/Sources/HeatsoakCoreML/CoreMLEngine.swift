#if canImport(CoreML)
  import CoreML
  import Foundation
  import HeatsoakAgent
  import HeatsoakTokenizer

  /// Core ML, for the stateful packages that `heatsoak model convert model.gguf model.mlpackage` writes. Never run: Apple's compiler and
  /// runtime are on Apple systems only. docs/guides/core-ml-on-a-mac.md says what to try first.
  public struct CoreMLEngine: TokenEngine {
    /// As `reportedEngine` of build.json has to name it.
    public let name = "coreml"
    /// Of the system, which Core ML comes with.
    public let version: String
    private let units: MLComputeUnits?

    /// `units` where the plan's backend is `auto`; nil takes all.
    public init(units: MLComputeUnits? = nil) {
      self.units = units
      let system = ProcessInfo.processInfo.operatingSystemVersion
      version = "\(system.majorVersion).\(system.minorVersion).\(system.patchVersion)"
    }

    /// Opens a package, which it compiles first, or what `coremlcompiler` made of one. A tokenizer.json beside it reads texts. Throws
    /// `MODEL_UNLOADABLE`, and `MODEL_UNSUPPORTED` for a package that is no such decoder.
    public func load(path: String, settings: EngineSettings) throws -> any TokenModel {
      let package = URL(fileURLWithPath: path)
      let wanted = computeUnits(settings.backend)
      do {
        let compiled =
          package.pathExtension == "mlpackage" ? try waiting { try await MLModel.compileModel(at: package) } : package
        let decode = try Self.function(DecoderFeatures.decode, of: compiled, wanted)
        let prefill = try Self.function(DecoderFeatures.prefill, of: compiled, wanted)
        guard let sizes = Self.sizes(of: prefill) else {
          throw AgentError("MODEL_UNSUPPORTED", "\(path) is not a decoder of heatsoak model convert")
        }
        return try CoreMLModel(
          decode: decode, prefill: prefill, sizes: sizes,
          tokenizer: Tokenizer.read(folder: package.deletingLastPathComponent()),
          contextTokens: settings.contextTokens, facts: Self.facts(wanted))
      } catch let error as AgentError {
        throw error
      } catch {
        throw AgentError("MODEL_UNLOADABLE", "Core ML cannot load \(path): \(error)")
      }
    }

    private func computeUnits(_ backend: String) -> MLComputeUnits {
      switch backend {
      case "cpu": .cpuOnly
      case "metal": .cpuAndGPU
      default: units ?? .all
      }
    }

    /// Where an operator runs is Core ML's own choice among the units; only where there is one is it known.
    private static func facts(_ units: MLComputeUnits) -> ModelFacts {
      switch units {
      case .cpuOnly: ModelFacts(backend: "cpu")
      case .cpuAndGPU: ModelFacts(backend: "coreml-cpu-gpu")
      case .cpuAndNeuralEngine: ModelFacts(backend: "coreml-cpu-ane")
      default: ModelFacts(backend: "coreml-all")
      }
    }

    private static func function(_ name: String, of package: URL, _ units: MLComputeUnits) throws -> MLModel {
      let configuration = MLModelConfiguration()
      configuration.computeUnits = units
      configuration.functionName = name
      return try MLModel(contentsOf: package, configuration: configuration)
    }

    private static func sizes(of prefill: MLModel) -> DecoderSizes? {
      func shape(_ feature: MLFeatureDescription?) -> [Int] {
        feature?.multiArrayConstraint?.shape.map(\.intValue) ?? []
      }
      let description = prefill.modelDescription
      return DecoderSizes(
        mask: shape(description.inputDescriptionsByName[DecoderFeatures.mask]),
        logits: shape(description.outputDescriptionsByName[DecoderFeatures.logits]))
    }
  }
#endif
