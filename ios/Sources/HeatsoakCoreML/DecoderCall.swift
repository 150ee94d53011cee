/// One call of a package's function.
struct DecoderCall: Equatable {
  /// Those of the ids that it reads.
  let ids: ArraySlice<Int32>
  /// Of the first of them.
  let position: Int
  /// Tokens that the function takes: 1, or those of a prefill.
  let rows: Int

  /// How ids are read from `position` on: in prefills, filled up at the end, and one by one where a whole prefill would reach beyond
  /// the cache, since all of its rows are written there.
  static func reading(_ ids: ArraySlice<Int32>, from position: Int, sizes: DecoderSizes) -> [DecoderCall] {
    var calls: [DecoderCall] = []
    var start = ids.startIndex
    while start < ids.endIndex {
      let at = position + start - ids.startIndex
      let rows = at + sizes.prefill <= sizes.context ? sizes.prefill : 1
      let end = min(start + rows, ids.endIndex)
      calls.append(DecoderCall(ids: ids[start..<end], position: at, rows: rows))
      start = end
    }
    return calls
  }

  /// The ids, filled up with zeros.
  var tokens: [Int32] { ids + [Int32](repeating: 0, count: rows - ids.count) }
}

/// What a token may not attend to: far below any score, and still a number in half precision.
private let masked: Float16 = -10_000

extension DecoderCall {
  /// Writes the mask, [rows, context]: a row may attend to all places before it and to itself.
  func writeMask(into mask: UnsafeMutableBufferPointer<Float16>) {
    let context = mask.count / rows
    for row in 0..<rows {
      let seen = min(position + row + 1, context)
      let start = row * context
      for place in 0..<seen { mask[start + place] = 0 }
      for place in seen..<context { mask[start + place] = masked }
    }
  }
}
