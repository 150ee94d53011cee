/// Ids whose keys and values are in a package's cache. A mask hides the places behind them, so what was read after a common
/// beginning need not be taken out.
struct HeldTokens {
  private(set) var ids: [Int32] = []

  /// How many of `others` need not be read again: always fewer than all, for without the last there would be nothing to read.
  mutating func keep(_ others: [Int32]) -> Int {
    let same = zip(ids, others.dropLast()).prefix { $0 == $1 }.count
    ids.removeSubrange(same...)
    return same
  }

  mutating func add(_ more: ArraySlice<Int32>) { ids += more }

  mutating func clear() { ids = [] }
}
