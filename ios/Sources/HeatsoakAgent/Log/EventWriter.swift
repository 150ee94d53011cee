/// Collects events in memory and writes them only when told: never inside a measured window.
final class EventWriter {
  private let clock: any MonotonicClock
  private let folder: any LaunchFolder
  private var pending: [UInt8] = []
  /// Events so far, numbered from 0 without gaps.
  private(set) var count = 0

  init(clock: any MonotonicClock, folder: any LaunchFolder) {
    self.clock = clock
    self.folder = folder
  }

  /// Stamps the event; `moment` instead of now for what was seen earlier.
  func add(_ event: Event, at moment: Moment? = nil) {
    let t = (moment ?? clock.now()).microseconds
    let line: JSON = ["v": JSON(Plan.version), "seq": JSON(count), "t": .int(t), "type": .string(event.type)]
    line.adding(event.fields).write(to: &pending)
    pending.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Brings the lines to the disk. Lines that cannot be written are dropped: what is written next must not carry them again.
  func flush() throws {
    if pending.isEmpty { return }
    defer { pending.removeAll(keepingCapacity: true) }
    try folder.append(pending)
  }
}
