import Synchronization

/// The trial that runs now, or ran last.
struct RunningTrial {
  let number: Int
  /// Before its window opened.
  let start: Moment
}

/// Samples memory and watches the environment; cheap enough for a measured window: a few numbers appended.
final class MemorySampler {
  private let samples: Samples
  private let ticker: any Ticker

  /// Samples every `intervalMs` of the clock until it is stopped. Below a millisecond it would be a load of its own.
  init(clock: any MonotonicClock, sensors: any Sensors, intervalMs: Double) {
    let everyMs = max(1, intervalMs)
    let samples = Samples(clock: clock, sensors: sensors, everyMs: everyMs)
    samples.tick()
    self.samples = samples
    ticker = clock.every(milliseconds: everyMs) { samples.tick() }
  }

  /// Hands the samples since the last call to the log. `trial` is the one that runs, or ran last; nil before the first.
  func drain(to events: EventWriter, trial: RunningTrial?) {
    let seen = samples.handOver()
    seen.tell(events, trial: trial)
    events.add(.memory(seen.columns, kernelPeakBytes: samples.sensors.peakFootprintBytes()))
  }

  /// Hands over what was seen since the last trial, but for the memory: scores and an unload are no part of what is measured, and
  /// heat, changes and warnings in them still say how the phone was.
  func tell(_ events: EventWriter) { samples.handOver().tell(events, trial: nil) }

  func stop() { ticker.stop() }
}

/// What the clock's thread writes and the measuring thread takes.
private final class Samples: Sendable {
  struct Seen: Sendable {
    var columns: MemoryColumns
    var thermal: [(state: ThermalState, moment: Moment)] = []
    var changes: [(reading: EnvironmentReading, moment: Moment)] = []
    var warnings: [(reading: MemoryReading, moment: Moment)] = []
    var before: EnvironmentReading?
    /// Warnings that the sensors have counted so far.
    var warned: Int

    /// All but the memory.
    func tell(_ events: EventWriter, trial: RunningTrial?) {
      for change in thermal { events.add(.thermal(change.state), at: change.moment) }
      for change in changes { events.add(.environment(change.reading, at: .change), at: change.moment) }
      for warning in warnings {
        // What fell between two trials is in neither.
        let inside = trial.flatMap { warning.moment < $0.start ? nil : $0.number }
        events.add(.fault(.memoryWarning(warning.reading), trial: inside), at: warning.moment)
      }
    }
  }

  private let clock: any MonotonicClock
  let sensors: any Sensors
  private let intervalUs: Double
  private let seen: Mutex<Seen>

  /// Warnings from before are no part of this launch.
  init(clock: any MonotonicClock, sensors: any Sensors, everyMs: Double) {
    self.clock = clock
    self.sensors = sensors
    intervalUs = everyMs * 1000
    seen = Mutex(Seen(columns: MemoryColumns(intervalUs: intervalUs), warned: sensors.memoryWarnings()))
  }

  func tick() {
    // Under the lock as a whole: two threads must not append their times in the wrong order.
    seen.withLock { seen in
      let (memory, moment) = read(&seen)
      seen.columns.add(memory, at: moment)
    }
  }

  /// All since the last call, and what is read now.
  func handOver() -> Seen {
    seen.withLock { seen in
      let (memory, moment) = read(&seen)
      seen.columns.finish(memory, at: moment)
      defer {
        seen = Seen(columns: MemoryColumns(intervalUs: intervalUs), before: seen.before, warned: seen.warned)
      }
      return seen
    }
  }

  /// Memory now; on the way what else has changed.
  private func read(_ seen: inout Seen) -> (MemoryReading, Moment) {
    let moment = clock.now()
    let memory = sensors.memory()
    let warned = sensors.memoryWarnings()
    for _ in seen.warned..<max(seen.warned, warned) { seen.warnings.append((memory, moment)) }
    seen.warned = max(seen.warned, warned)
    let reading = sensors.environment()
    if let state = reading.thermalState, state != seen.before?.thermalState { seen.thermal.append((state, moment)) }
    if let before = seen.before, before.isChanged(by: reading) { seen.changes.append((reading, moment)) }
    seen.before = reading
    return (memory, moment)
  }
}
