/// Greedy merging: of all neighbours that have a rank the best-ranked, leftmost pair is joined until none is left. `rankOf` gives the
/// rank of two neighbours, a low one merges first; nil where they never do.
func mergePieces(_ symbols: [[UInt8]], rankOf: @escaping ([UInt8], [UInt8]) -> Double?) -> [[UInt8]] {
  var merging = Merging(symbols: symbols, rankOf: rankOf)
  return merging.merged()
}

/// The characters of a text in UTF-8, each by its bytes.
func characters(of text: [UInt8]) -> [[UInt8]] {
  String(decoding: text, as: UTF8.self).unicodeScalars.map { Array(String($0).utf8) }
}

/// Symbols that are joined, as a list with links to both sides.
private struct Merging {
  private var symbols: [[UInt8]]
  private var next: [Int]
  private var previous: [Int]
  private var queue = PairQueue()
  private let rankOf: ([UInt8], [UInt8]) -> Double?

  init(symbols: [[UInt8]], rankOf: @escaping ([UInt8], [UInt8]) -> Double?) {
    self.symbols = symbols
    self.rankOf = rankOf
    next = symbols.indices.map { $0 + 1 < symbols.count ? $0 + 1 : -1 }
    previous = symbols.indices.map { $0 - 1 }
  }

  mutating func merged() -> [[UInt8]] {
    for index in symbols.indices.dropFirst() { offer(index - 1, index) }
    while let pair = queue.take() {
      let (left, right) = (symbols[pair.left], symbols[pair.right])
      // One of them has changed since.
      if left.isEmpty || right.isEmpty || left.count + right.count != pair.length { continue }
      symbols[pair.left] = left + right
      symbols[pair.right] = []
      let after = next[pair.right]
      next[pair.left] = after
      if after >= 0 { previous[after] = pair.left }
      offer(previous[pair.left], pair.left)
      offer(pair.left, after)
    }
    return symbols.filter { !$0.isEmpty }
  }

  private mutating func offer(_ left: Int, _ right: Int) {
    guard left >= 0, right >= 0 else { return }
    guard let rank = rankOf(symbols[left], symbols[right]) else { return }
    queue.add(Pair(left: left, right: right, rank: rank, length: symbols[left].count + symbols[right].count))
  }
}

/// Two neighbours that make a piece of this length.
private struct Pair {
  let left: Int
  let right: Int
  let rank: Double
  let length: Int

  func isBefore(_ other: Pair) -> Bool { rank < other.rank || (rank == other.rank && left < other.left) }
}

/// A binary heap: the lowest rank first, the leftmost of equals.
private struct PairQueue {
  private var heap: [Pair] = []

  mutating func add(_ pair: Pair) {
    heap.append(pair)
    var at = heap.count - 1
    while at > 0, heap[at].isBefore(heap[(at - 1) / 2]) {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  mutating func take() -> Pair? {
    guard let first = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var at = 0
    while true {
      var best = at
      for child in [2 * at + 1, 2 * at + 2] where child < heap.count && heap[child].isBefore(heap[best]) {
        best = child
      }
      if best == at { return first }
      heap.swapAt(at, best)
      at = best
    }
  }
}
