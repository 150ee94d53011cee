import HeatsoakAgent

/// Real tokens, the simulated phone's times: each id goes past the body, which says how long it took and what became of it.
struct BodyEngine: TokenEngine {
  let engine: any TokenEngine
  let body: PhoneBody

  var name: String { engine.name }
  var version: String { engine.version }
  var compileFlags: String? { engine.compileFlags }

  func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    let model = try engine.load(path: path, settings: settings)
    let reply = try body.ask([
      "ask": "load", "vocabularySize": .int(Int64(model.vocabularySize)), "backend": .string(model.facts.backend),
    ])
    return BodyModel(model: model, body: body, backend: reply.backend ?? model.facts.backend)
  }
}

private final class BodyModel: TokenModel {
  /// This machine's buffers and layers are not the phone's.
  let facts: ModelFacts
  private let model: any TokenModel
  private let body: PhoneBody
  private var generated: BodyReply?
  /// Ids of the next prompt that stay in the cache; nil where it was emptied.
  private var keptTokens: Int?
  private var isEmptied = false

  init(model: any TokenModel, body: PhoneBody, backend: String) {
    self.model = model
    self.body = body
    facts = ModelFacts(backend: backend)
  }

  var vocabularySize: Int { model.vocabularySize }
  var cachedTokens: Int { generated?.cachedTokens ?? 0 }
  var isBundled: Bool { generated?.bundled ?? false }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { try model.tokenize(text, addBos: addBos) }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    let promptTokens = JSON(prompt.count)
    if let keptTokens {
      try body.ask([
        "ask": "generate", "promptTokens": promptTokens, "count": JSON(count), "keptTokens": JSON(keptTokens),
      ])
    } else {
      try body.ask(["ask": "generate", "promptTokens": promptTokens, "count": JSON(count)])
    }
    isEmptied = false
    try model.generate(prompt, count: count) { id in
      let reply = try body.ask(["ask": "token", "id": .int(Int64(id))])
      if reply.ended == true { return false }
      return try each(reply.id ?? id)
    }
    generated = try body.ask(["ask": "generated"])
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    let loss = try body.ask(["ask": "score"]).lossNats ?? 0
    var lowered: [Float] = []
    try model.score(ids) { index, logs in
      lowered = logs.map { Float(Double($0) - loss) }
      lowered.withUnsafeBufferPointer { row(index, $0) }
    }
  }

  func reuse(_ ids: [Int32]) throws -> Int {
    let kept = try model.reuse(ids)
    // The first turn of a conversation begins anew, and rolls nothing over.
    keptTokens = isEmptied ? nil : kept
    return kept
  }

  func clear() {
    isEmptied = true
    keptTokens = nil
    model.clear()
  }

  func counters() -> EngineCounters? {
    var counters = EngineCounters()
    for (name, value) in (generated?.counters ?? [:]).sorted(by: { $0.key < $1.key }) { counters.set(name, value) }
    return counters
  }

  func close() {
    model.close()
    // A body that is gone has no memory to give back.
    _ = try? body.ask(["ask": "unload"])
  }
}
