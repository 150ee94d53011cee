#if canImport(CoreML)
  import CoreML
  import HeatsoakAgent
  import HeatsoakTokenizer

  /// A stateful package in memory: two functions over one cache.
  final class CoreMLModel: TokenModel {
    let facts: ModelFacts
    private(set) var cachedTokens = 0
    private let sizes: DecoderSizes
    private let decodeOne: DecoderFunction
    private let prefill: DecoderFunction
    private let tokenizer: Result<Tokenizer, AgentError>
    private let contextTokens: Int
    private let state: MLState
    private var held = HeldTokens()

    init(
      decode: MLModel, prefill: MLModel, sizes: DecoderSizes, tokenizer: Result<Tokenizer, AgentError>,
      contextTokens: Int, facts: ModelFacts
    ) throws {
      self.sizes = sizes
      self.tokenizer = tokenizer
      self.contextTokens = contextTokens
      self.facts = facts
      decodeOne = try DecoderFunction(decode, rows: 1, sizes: sizes)
      self.prefill = try DecoderFunction(prefill, rows: sizes.prefill, sizes: sizes)
      state = decode.makeState()
    }

    var vocabularySize: Int { sizes.vocabulary }

    var raw: (any RawDecoder)? { self }

    func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { try tokenizer.get().encode(text, addBos: addBos) }

    func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
      try refuseTooLong(prompt.count, count)
      var id = highest(of: try read(prompt.dropFirst(cachedTokens)))
      for left in stride(from: count, to: 0, by: -1) {
        if try !each(id) || left == 1 { return }
        id = highest(of: try read([id]))
      }
    }

    func reuse(_ ids: [Int32]) throws -> Int {
      cachedTokens = held.keep(ids)
      return cachedTokens
    }

    /// One id a call: a prefill gives the logits of one of its rows only.
    func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
      try refuseTooLong(ids.count, 0)
      clear()
      var logs = [Float](repeating: 0, count: vocabularySize)
      for index in ids.indices {
        let call = DecoderCall(ids: ids[index...index], position: index, rows: 1)
        let logits = try perform(call)
        let wide = logits.withUnsafeBufferPointer(ofType: Float16.self) { $0.map(Float.init) }
        wide.withUnsafeBufferPointer { logSoftmax($0, into: &logs) }
        logs.withUnsafeBufferPointer { row(index, $0) }
      }
      clear()
    }

    /// What was read stays where it is: masks hide it until it is written over. A new state would double the memory on the way, and
    /// its pages would come in within the next window.
    func clear() {
      held.clear()
      cachedTokens = 0
    }

    func counters() -> EngineCounters? { nil }

    func close() { held.clear() }

    /// Reads ids after those that are held; the logits are those after the last.
    private func read(_ ids: ArraySlice<Int32>) throws -> MLMultiArray {
      var logits: MLMultiArray?
      for call in DecoderCall.reading(ids, from: held.ids.count, sizes: sizes) { logits = try perform(call) }
      guard let logits else { throw AgentError("DECODE_FAILED", "nothing was read, so nothing follows") }
      held.add(ids)
      return logits
    }

    private func perform(_ call: DecoderCall) throws -> MLMultiArray {
      do {
        return try (call.rows == 1 ? decodeOne : prefill).logits(call, state)
      } catch let error as AgentError {
        throw error
      } catch {
        throw AgentError("DECODE_FAILED", "Core ML cannot run the package: \(error)")
      }
    }

    private func highest(of logits: MLMultiArray) -> Int32 {
      logits.withUnsafeBufferPointer(ofType: Float16.self) { Int32(HeatsoakAgent.highest(of: $0)) }
    }

    /// The plan's context, and no more than the package has room for.
    private func refuseTooLong(_ prompt: Int, _ count: Int) throws {
      let room = min(contextTokens, sizes.context)
      if count > room || prompt > room - count {
        throw AgentError.tooLong(prompt: prompt, count: count, context: room)
      }
    }
  }

  extension CoreMLModel: RawDecoder {
    func decode(_ ids: ArraySlice<Int32>, position: Int, withLogits: Bool) throws {
      // Logits are always computed: the package has no function without them.
      for call in DecoderCall.reading(ids, from: position, sizes: sizes) { _ = try perform(call) }
    }
  }
#endif
