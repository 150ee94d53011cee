import HeatsoakAgent
import llama

/// A GGUF model in memory, with one context.
final class LlamaModel: TokenModel {
  let facts: ModelFacts
  let vocabularySize: Int
  let model: OpaquePointer
  private let context: OpaquePointer
  let vocabulary: OpaquePointer
  private let batchTokens: Int
  private var batch: LlamaBatch
  /// Ids whose keys and values are in the cache.
  private var held: [Int32] = []
  /// Of the next prompt, how many stay there.
  private(set) var cachedTokens = 0
  private var isClosed = false

  init(path: String, settings: EngineSettings) throws {
    _ = LlamaLog.take()
    let placement = LlamaPlacement(settings)
    guard let model = placement.load(path) else {
      throw AgentError("MODEL_UNLOADABLE", "llama.cpp cannot load \(path)")
    }
    guard let context = Self.context(model, settings), let vocabulary = llama_model_get_vocab(model) else {
      llama_model_free(model)
      throw AgentError(
        "MODEL_UNLOADABLE", "llama.cpp has no room for a context of \(settings.contextTokens) tokens of \(path)")
    }
    self.model = model
    self.context = context
    self.vocabulary = vocabulary
    batchTokens = settings.batchTokens
    batch = LlamaBatch(capacity: settings.batchTokens)
    vocabularySize = Int(llama_vocab_n_tokens(vocabulary))
    var facts = ModelFacts(backend: placement.backend)
    facts.description = Self.description(model)
    facts.buffers = LlamaLog.buffers(in: LlamaLog.take())
    facts.gpuLayers = placement.gpuLayers(of: model)
    self.facts = facts
  }

  deinit { close() }

  /// Both sides of a comparison get exactly these; the defaults depend on the machine.
  private static func context(_ model: OpaquePointer, _ settings: EngineSettings) -> OpaquePointer? {
    var wanted = llama_context_default_params()
    wanted.n_ctx = UInt32(clamping: settings.contextTokens)
    wanted.n_batch = UInt32(clamping: settings.batchTokens)
    wanted.n_ubatch = UInt32(clamping: settings.batchTokens)
    wanted.n_threads = Int32(clamping: settings.threads)
    wanted.n_threads_batch = Int32(clamping: settings.threads)
    wanted.flash_attn_type = settings.flashAttention ? LLAMA_FLASH_ATTN_TYPE_ENABLED : LLAMA_FLASH_ATTN_TYPE_DISABLED
    wanted.no_perf = false
    return llama_init_from_model(model, wanted)
  }

  private static func description(_ model: OpaquePointer) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
      guard let start = text.baseAddress, llama_model_desc(model, start, text.count) > 0 else { return nil }
      return String(cString: start)
    }
  }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] {
    // Never more tokens than bytes.
    var ids = [llama_token](repeating: 0, count: text.utf8.count + 2)
    let count = llama_tokenize(vocabulary, text, Int32(text.utf8.count), &ids, Int32(ids.count), false, true)
    guard count >= 0 else { throw AgentError("PROMPT_UNREADABLE", "llama.cpp cannot tokenize the prompt") }
    let bos = addBos ? [llama_vocab_bos(vocabulary)] : []
    guard bos.allSatisfy({ $0 >= 0 }) else {
      throw AgentError("BOS_MISSING", "the model names no token that begins a sequence")
    }
    return bos + ids.prefix(Int(count))
  }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    var ids = Array(prompt.dropFirst(cachedTokens))
    held = prompt
    try ids.withUnsafeMutableBufferPointer { ids in
      for start in stride(from: 0, to: ids.count, by: batchTokens) {
        let part = UnsafeMutableBufferPointer(rebasing: ids[start..<min(start + batchTokens, ids.count)])
        try decode(llama_batch_get_one(part.baseAddress, Int32(part.count)))
      }
    }
    var id = try likeliest()
    for left in stride(from: count, to: 0, by: -1) {
      if try !each(id) || left == 1 { return }
      held.append(id)
      try decode(llama_batch_get_one(&id, 1))
      id = try likeliest()
    }
  }

  func reuse(_ ids: [Int32]) -> Int {
    // Without the last id there would be nothing to read.
    let same = zip(held, ids.dropLast()).prefix { $0 == $1 }.count
    // Positions are never shifted: what is left is read anew.
    if llama_memory_seq_rm(llama_get_memory(context), 0, Int32(same), -1) {
      cachedTokens = same
    } else {
      clear()
    }
    return cachedTokens
  }

  @inline(__always)
  private func decode(_ batch: llama_batch) throws {
    let code = llama_decode(context, batch)
    if code != 0 { throw AgentError("DECODE_FAILED", "llama_decode said \(code)") }
  }

  /// Greedy: the first of the highest logits, as llama.cpp's own greedy sampler. Reading them waits for the backend.
  private func likeliest() throws -> Int32 {
    guard let logits = llama_get_logits_ith(context, -1) else {
      throw AgentError("DECODE_FAILED", "llama.cpp gave no logits")
    }
    return Int32(highest(of: UnsafeBufferPointer(start: logits, count: vocabularySize)))
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    clear()
    // Each id's logits take a row of the vocabulary's size: not all of them at once.
    let idsAtOnce = min(32, batchTokens)
    var logs = [Float](repeating: 0, count: vocabularySize)
    for start in stride(from: 0, to: ids.count, by: idsAtOnce) {
      let part = ids[start..<min(start + idsAtOnce, ids.count)]
      try decode(batch.filled(part, position: start, logits: .all))
      for index in part.indices {
        guard let logits = llama_get_logits_ith(context, Int32(index - start)) else {
          throw AgentError("SCORES_MISSING", "llama.cpp gave no logits")
        }
        logSoftmax(UnsafeBufferPointer(start: logits, count: vocabularySize), into: &logs)
        logs.withUnsafeBufferPointer { row(index, $0) }
      }
    }
    clear()
  }

  var raw: (any RawDecoder)? { self }

  func clear() {
    held = []
    cachedTokens = 0
    llama_memory_clear(llama_get_memory(context), false)
  }

  func counters() -> EngineCounters? {
    let perf = llama_perf_context(context)
    llama_perf_context_reset(context)
    var counters = EngineCounters()
    counters.set("promptEvalMs", perf.t_p_eval_ms)
    counters.set("promptEvalTokens", Double(perf.n_p_eval))
    counters.set("evalMs", perf.t_eval_ms)
    counters.set("evalRuns", Double(perf.n_eval))
    return counters
  }

  func close() {
    if isClosed { return }
    isClosed = true
    batch.free()
    llama_free(context)
    llama_model_free(model)
  }
}

extension LlamaModel: RawDecoder {
  func decode(_ ids: ArraySlice<Int32>, position: Int, withLogits: Bool) throws {
    try decode(batch.filled(ids, position: position, logits: withLogits ? .last : .none))
    llama_synchronize(context)
  }
}
