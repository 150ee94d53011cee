/// Memory samples of one stretch of time, thinned as they come. What stays: each sample that reads otherwise than the one before it,
/// and that one; both sides of a gap; the first and the last. A reader gets the full series back: the values exactly, the times of
/// those between two equal ones evenly. A line that is long even so is thinned further by `SparseMemory`.
struct MemoryColumns: Sendable {
  private let intervalUs: Double
  private var kept: [MemorySample] = []
  /// The newest, where it reads as the one before it.
  private var waiting: MemorySample?

  /// No sample yet; `intervalUs` is between two of them, as the plan asks.
  init(intervalUs: Double) { self.intervalUs = intervalUs }

  mutating func add(_ reading: MemoryReading, at moment: Moment) {
    let sample = MemorySample(timeUs: moment.microseconds, reading: reading)
    guard let before = waiting ?? kept.last, repeats(before, sample) else { return keep(sample) }
    if waiting == nil { waiting = sample } else { leaveOut(sample) }
  }

  /// Adds what is read now, not by the interval: it stays, and so does the one before it.
  mutating func finish(_ reading: MemoryReading, at moment: Moment) {
    keep(MemorySample(timeUs: moment.microseconds, reading: reading))
  }

  private func repeats(_ before: MemorySample, _ sample: MemorySample) -> Bool {
    MemorySample.apart.contains(Double(sample.timeUs - before.timeUs) / intervalUs) && before.reading == sample.reading
  }

  /// The one that waits lies between two equal ones.
  private mutating func leaveOut(_ sample: MemorySample) {
    kept[kept.count - 1].leftOut += 1
    let isFull = kept[kept.count - 1].leftOut >= MemorySample.mostLeftOut
    waiting = isFull ? nil : sample
    if isFull { keep(sample) }
  }

  private mutating func keep(_ sample: MemorySample) {
    if let waiting { kept.append(waiting) }
    kept.append(sample)
    waiting = nil
  }

  /// Columns of one length, as the log has them; those that say nothing are left out.
  var json: JSON {
    let sparse = SparseMemory(kept, intervalUs: intervalUs)
    let kept = sparse.kept
    let metal = kept.map(\.reading.metalAllocatedBytes)
    let leftOut = kept.map { Int64($0.leftOut) }
    return .fields([
      "tUs": .column(kept.map(\.timeUs)), "footprintBytes": .column(kept.map(\.reading.footprintBytes)),
      "mappedBytes": .sparse(kept.map(\.reading.mappedBytes)),
      "availableBytes": .sparse(kept.map(\.reading.availableBytes)),
    ])
    .adding(metal.contains { $0 != nil } ? ["metalAllocatedBytes": .sparse(metal)] : [:])
    .adding(leftOut.contains { $0 > 0 } ? ["leftOut": .column(leftOut)] : [:])
    .adding(sparse.withinBytes > 0 ? ["leftOutWithinBytes": .int(sparse.withinBytes)] : [:])
  }
}
