/// A sample of memory as a line of the log has it.
private struct Sample: Sendable {
  let timeUs: Int64
  let reading: MemoryReading
  /// Samples between this one and the next, evenly, that read what both of them read.
  var leftOut = 0
}

/// Memory samples of one stretch of time, thinned as they come. What stays: each sample that reads otherwise than the one before it,
/// and that one; both sides of a gap; the first and the last. A reader gets the full series back: the values exactly, the times of
/// those between two equal ones evenly.
struct MemoryColumns: Sendable {
  /// So many in a row at most, so that a line that is read back is no more than so many times as long.
  private static let mostLeftOut = 100
  /// Of the sampling interval: a sample that comes later, or sooner, stays with its own time.
  private static let (soonest, latest) = (0.5, 1.5)

  private let intervalUs: Double
  private var kept: [Sample] = []
  /// The newest, where it reads as the one before it.
  private var waiting: Sample?

  /// No sample yet; `intervalUs` is between two of them, as the plan asks.
  init(intervalUs: Double) { self.intervalUs = intervalUs }

  mutating func add(_ reading: MemoryReading, at moment: Moment) {
    let sample = Sample(timeUs: moment.microseconds, reading: reading)
    guard let before = waiting ?? kept.last, repeats(before, sample) else { return keep(sample) }
    if waiting == nil { waiting = sample } else { leaveOut(sample) }
  }

  /// Adds what is read now, not by the interval: it stays, and so does the one before it.
  mutating func finish(_ reading: MemoryReading, at moment: Moment) {
    keep(Sample(timeUs: moment.microseconds, reading: reading))
  }

  private func repeats(_ before: Sample, _ sample: Sample) -> Bool {
    let apartUs = Double(sample.timeUs - before.timeUs)
    return apartUs >= Self.soonest * intervalUs && apartUs <= Self.latest * intervalUs
      && before.reading == sample.reading
  }

  /// The one that waits lies between two equal ones.
  private mutating func leaveOut(_ sample: Sample) {
    kept[kept.count - 1].leftOut += 1
    let isFull = kept[kept.count - 1].leftOut >= Self.mostLeftOut
    waiting = isFull ? nil : sample
    if isFull { keep(sample) }
  }

  private mutating func keep(_ sample: Sample) {
    if let waiting { kept.append(waiting) }
    kept.append(sample)
    waiting = nil
  }

  /// Columns of one length, as the log has them; those that say nothing are left out.
  var json: JSON {
    let metal = kept.map(\.reading.metalAllocatedBytes)
    let leftOut = kept.map { Int64($0.leftOut) }
    return .fields([
      "tUs": .column(kept.map(\.timeUs)), "footprintBytes": .column(kept.map(\.reading.footprintBytes)),
      "mappedBytes": .sparse(kept.map(\.reading.mappedBytes)),
      "availableBytes": .sparse(kept.map(\.reading.availableBytes)),
    ])
    .adding(metal.contains { $0 != nil } ? ["metalAllocatedBytes": .sparse(metal)] : [:])
    .adding(leftOut.contains { $0 > 0 } ? ["leftOut": .column(leftOut)] : [:])
  }
}
