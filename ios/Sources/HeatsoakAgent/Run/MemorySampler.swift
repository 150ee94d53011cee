import Synchronization

/// Samples memory and watches the environment; cheap enough for a measured window: a few numbers appended.
final class MemorySampler {
  private let samples: Samples
  private let ticker: any Ticker

  /// Samples every `intervalMs` of the clock until it is stopped. Below a millisecond it would be a load of its own.
  init(clock: any MonotonicClock, sensors: any Sensors, intervalMs: Double) {
    let samples = Samples(clock: clock, sensors: sensors)
    samples.take()
    self.samples = samples
    ticker = clock.every(milliseconds: max(1, intervalMs)) { samples.take() }
  }

  /// Hands the samples since the last call to the log.
  func drain(to events: EventWriter) {
    samples.take()
    let seen = samples.handOver()
    for change in seen.thermal { events.add(.thermal(change.state), at: change.moment) }
    for change in seen.changes { events.add(.environment(change.reading, at: .change), at: change.moment) }
    events.add(.memory(seen.columns, kernelPeakBytes: samples.sensors.peakFootprintBytes()))
  }

  func stop() { ticker.stop() }
}

/// What the clock's thread writes and the measuring thread takes.
private final class Samples: Sendable {
  struct Seen: Sendable {
    var columns = MemoryColumns()
    var thermal: [(state: ThermalState, moment: Moment)] = []
    var changes: [(reading: EnvironmentReading, moment: Moment)] = []
    var before: EnvironmentReading?
  }

  private let clock: any MonotonicClock
  let sensors: any Sensors
  private let seen = Mutex(Seen())

  init(clock: any MonotonicClock, sensors: any Sensors) {
    self.clock = clock
    self.sensors = sensors
  }

  func take() {
    // Under the lock as a whole: two threads must not append their times in the wrong order.
    seen.withLock { seen in
      let moment = clock.now()
      seen.columns.append(sensors.memory(), at: moment)
      let reading = sensors.environment()
      if let state = reading.thermalState, state != seen.before?.thermalState { seen.thermal.append((state, moment)) }
      if let before = seen.before, before.isDisturbed(by: reading) { seen.changes.append((reading, moment)) }
      seen.before = reading
    }
  }

  func handOver() -> Seen {
    seen.withLock { seen in
      let taken = seen
      seen = Seen()
      seen.before = taken.before
      return taken
    }
  }
}
