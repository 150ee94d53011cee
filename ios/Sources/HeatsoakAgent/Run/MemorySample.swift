/// A sample of memory as a line of the log has it.
struct MemorySample: Sendable {
  let timeUs: Int64
  let reading: MemoryReading
  /// Samples between this one and the next, evenly, that are left out.
  var leftOut = 0

  /// So many in a row at most, so that a line that is read back is no more than so many times as long.
  static let mostLeftOut = 100
  /// Of the sampling interval: a sample that comes later, or sooner, stays with its own time.
  static let apart = 0.5...1.5
}
