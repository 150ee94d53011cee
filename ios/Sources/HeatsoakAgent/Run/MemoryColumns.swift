/// Memory samples of one stretch of time, a column a quantity.
struct MemoryColumns: Sendable {
  private(set) var timesUs: [Int64] = []
  private(set) var footprintBytes: [Int64] = []
  private(set) var mappedBytes: [Int64?] = []
  private(set) var availableBytes: [Int64?] = []
  private(set) var metalAllocatedBytes: [Int64?] = []

  mutating func append(_ reading: MemoryReading, at moment: Moment) {
    timesUs.append(moment.microseconds)
    footprintBytes.append(reading.footprintBytes)
    mappedBytes.append(reading.mappedBytes)
    availableBytes.append(reading.availableBytes)
    metalAllocatedBytes.append(reading.metalAllocatedBytes)
  }
}
