import COnnxRuntime
import HeatsoakAgent

/// A decoder of one sequence: ids in, logits out, keys and values carried from step to step.
final class OnnxDecoder {
  let graph: DecoderGraph
  /// Ids whose keys and values are in the cache.
  private(set) var ids: [Int32] = []
  private let session: OnnxSession
  private let inputs: CNames
  private let outputs: CNames
  private var caches: [OnnxValue] = []
  private var logits: OnnxValue?
  /// Ones, at least as many as there are tokens.
  private var mask: [Int64] = []

  init(path: String, session: OnnxSession) throws {
    let features = try session.features()
    graph = try DecoderGraph(inputs: features.inputs, outputs: features.outputs, path: path)
    self.session = session
    inputs = CNames(graph.inputs)
    outputs = CNames(graph.outputs)
    try clear()
  }

  /// Empties the cache.
  func clear() throws {
    ids = []
    logits = nil
    caches = try graph.caches.map { try .empty(session.runtime, shape: $0.empty, type: $0.element.type) }
  }

  /// Whether `others` go on after what is in the cache. Nothing can be taken out of its end: such a cache is emptied.
  func isContinued(by others: [Int32]) -> Bool { ids.count < others.count && others.starts(with: ids) }

  /// Reads more ids; the logits are then those after each of them.
  func read(_ more: ArraySlice<Int32>) throws {
    let wide = more.map(Int64.init)
    let total = ids.count + more.count
    if mask.count < total { mask = [Int64](repeating: 1, count: max(total, 2 * mask.count)) }
    var values = try wide.withUnsafeBufferPointer { wide in
      try mask.withUnsafeBufferPointer { mask in
        let seen = UnsafeBufferPointer(rebasing: mask[..<total])
        return try session.run(
          [session.view(of: wide), session.view(of: seen)] + caches, as: inputs, outputs: outputs)
      }
    }
    ids += more
    logits = values.removeFirst()
    caches = values
  }

  /// Reads ids, `count` at a time.
  func read(_ more: ArraySlice<Int32>, by count: Int) throws {
    for start in stride(from: more.startIndex, to: more.endIndex, by: count) {
      try read(more[start..<min(start + count, more.endIndex)])
    }
  }

  /// The greedy id after the last that was read.
  func likeliest() throws -> Int32 {
    switch graph.logits {
    case .half: Int32(highest(of: try last(1, Float16.self)))
    default: Int32(highest(of: try last(1, Float.self)))
    }
  }

  /// Calls `row` with the logits after each of the last `count` ids.
  func rows(_ count: Int, _ row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    switch graph.logits {
    case .half: try last(count, Float16.self).map(Float.init).withUnsafeBufferPointer { each($0, row) }
    default: each(try last(count, Float.self), row)
    }
  }

  private func each(_ numbers: UnsafeBufferPointer<Float>, _ row: (Int, UnsafeBufferPointer<Float>) -> Void) {
    let size = graph.vocabularySize
    for index in 0..<numbers.count / size {
      row(index, UnsafeBufferPointer(rebasing: numbers[index * size..<(index + 1) * size]))
    }
  }

  private func last<Number>(_ count: Int, _ type: Number.Type) throws -> UnsafeBufferPointer<Number> {
    guard let logits else { throw AgentError("DECODE_FAILED", "nothing was read, so nothing follows") }
    return try logits.last(count * graph.vocabularySize, as: type)
  }
}
