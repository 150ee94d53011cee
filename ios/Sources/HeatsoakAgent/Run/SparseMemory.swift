/// A line's samples, and by how many bytes those that are left out may differ from the one before them.
struct SparseMemory: Sendable {
  let kept: [MemorySample]
  /// 0: they read the same.
  let withinBytes: Int64

  /// One in so many stays of a line in which memory is another in each sample.
  private static let oneIn = 5
  private static let leastKept = 16
  /// A trial's last token may come some samples before its line is written, and what memory was then is a metric.
  private static let lastKept = 4
  /// A page of a phone: the least by which memory differs.
  private static let pageBytes: Int64 = 16_384

  /// Thins a line of restless memory further. What stays, exactly: the extremes of each quantity, both sides of a gap, the first
  /// sample and the last ones, and every sample that is more than `withinBytes` away from the one that stayed before it. That is a
  /// page, and doubles until one in five samples stays.
  init(_ kept: [MemorySample], intervalUs: Double) {
    let samples = kept.reduce(0) { $0 + 1 + $1.leftOut }
    let most = max(Self.leastKept, (samples + Self.oneIn - 1) / Self.oneIn)
    guard kept.count > most else {
      (self.kept, withinBytes) = (kept, 0)
      return
    }
    let extremes = Extremes(kept)
    let stays = Self.staying(kept, extremes, intervalUs: intervalUs)
    var within = Self.pageBytes
    var sparse = Self.thinned(kept, stays, within: within)
    while sparse.count > most && within < extremes.spread {
      within *= 2
      sparse = Self.thinned(kept, stays, within: within)
    }
    (self.kept, withinBytes) = sparse.count < kept.count ? (sparse, within) : (kept, 0)
  }

  private static func thinned(_ kept: [MemorySample], _ stays: Set<Int>, within: Int64) -> [MemorySample] {
    var sparse: [MemorySample] = []
    for (index, sample) in kept.enumerated() {
      if let last = sparse.last, !stays.contains(index),
        last.leftOut + 1 + sample.leftOut <= MemorySample.mostLeftOut, last.isNear(sample, within: within)
      {
        sparse[sparse.count - 1].leftOut += 1 + sample.leftOut
      } else {
        sparse.append(sample)
      }
    }
    return sparse
  }

  /// Places of the samples that stay whatever they read.
  private static func staying(_ kept: [MemorySample], _ extremes: Extremes, intervalUs: Double) -> Set<Int> {
    var stays: Set<Int> = [0]
    stays.formUnion(extremes.places)
    stays.formUnion(max(0, kept.count - lastKept)..<kept.count)
    for (index, (sample, next)) in zip(kept, kept.dropFirst()).enumerated() {
      let apart = Double(next.timeUs - sample.timeUs) / Double(sample.leftOut + 1) / intervalUs
      if MemorySample.apart.contains(apart) { continue }
      stays.formUnion([index, index + 1])
    }
    return stays
  }
}

extension MemorySample {
  fileprivate var quantities: [Int64?] {
    [reading.footprintBytes, reading.mappedBytes, reading.availableBytes, reading.metalAllocatedBytes]
  }

  fileprivate func isNear(_ other: MemorySample, within: Int64) -> Bool {
    zip(quantities, other.quantities).allSatisfy { one, beside in
      guard let one, let beside else { return one == beside }
      return abs(one - beside) <= within
    }
  }
}

/// The first least and the first most of each quantity that is known.
private struct Extremes {
  private typealias Extreme = (at: Int, bytes: Int64)
  private var least: [Extreme?] = [nil, nil, nil, nil]
  private var most: [Extreme?] = [nil, nil, nil, nil]

  init(_ kept: [MemorySample]) {
    for (at, sample) in kept.enumerated() {
      for (quantity, bytes) in sample.quantities.enumerated() {
        guard let bytes else { continue }
        if least[quantity].map({ bytes < $0.bytes }) ?? true { least[quantity] = (at, bytes) }
        if most[quantity].map({ bytes > $0.bytes }) ?? true { most[quantity] = (at, bytes) }
      }
    }
  }

  var places: [Int] { (least + most).compactMap { $0?.at } }

  /// From the least to the most, of the quantity in which they lie furthest apart.
  var spread: Int64 { zip(least, most).map { ($1?.bytes ?? 0) - ($0?.bytes ?? 0) }.max() ?? 0 }
}
