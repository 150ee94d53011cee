import Foundation
import HeatsoakAgent
import Synchronization

/// The body of a virtual phone at the other end of a socket: it says what time, heat and memory did. Tokens are real, and the
/// agent is the one that runs on a phone.
public final class PhoneBody: Sensors {
  /// Version of the lines that both ends speak.
  static let protocolVersion = 1

  private let lines: BodyLines
  private let who: Identity
  private let reading = Mutex<BodyReply.Reading?>(nil)
  let clock: VirtualClock
  let isColdLoad: Bool?

  /// Greets the body. Throws `BODY_UNKNOWN` where it speaks another version.
  public init(descriptor: Int32) throws {
    lines = BodyLines(descriptor: descriptor)
    let hello: JSON = [
      "ask": "hello", "agent": .string(AgentName.current), "protocolVersion": .int(Int64(Self.protocolVersion)),
    ]
    let reply = try JSONDecoder().decode(BodyReply.self, from: lines.exchange(hello))
    guard reply.protocolVersion == Self.protocolVersion, let who = reply.identity, let wallClock = reply.wallClock
    else {
      throw AgentError("BODY_UNKNOWN", "the phone's body does not speak version \(Self.protocolVersion)")
    }
    self.who = who
    isColdLoad = reply.cold
    clock = VirtualClock(startedAt: wallClock)
    apply(reply.steps)
  }

  /// Asks, and lets the time pass that the answer tells of.
  @discardableResult
  func ask(_ ask: JSON) throws -> BodyReply {
    let reply = try JSONDecoder().decode(BodyReply.self, from: lines.exchange(ask))
    apply(reply.steps)
    return reply
  }

  private func apply(_ steps: [BodyReply.Step]) {
    for step in steps {
      if let now = step.reading { reading.withLock { $0 = now } }
      if let us = step.jumpUs { clock.jump(us: us) }
      if let us = step.us { clock.advance(us: us) }
    }
  }

  /// As the body told it.
  public func identity() -> Identity { who }

  /// Charged, mapped and left.
  public func memory() -> MemoryReading {
    reading.withLock {
      MemoryReading(
        footprintBytes: $0?.footprintBytes ?? 0, mappedBytes: $0?.mappedBytes, availableBytes: $0?.availableBytes,
        metalAllocatedBytes: $0?.metalAllocatedBytes)
    }
  }

  /// Those that the phone has sent so far.
  public func memoryWarnings() -> Int { reading.withLock { $0?.memoryWarnings ?? 0 } }

  /// Highest footprint since the start.
  public func peakFootprintBytes() -> Int64? { reading.withLock { $0?.peakFootprintBytes } }

  /// As the body last told it.
  public func environment() -> EnvironmentReading {
    reading.withLock { reading in
      var now = EnvironmentReading()
      now.thermalState = reading?.thermalState
      now.lowPowerMode = reading?.lowPowerMode
      now.batteryPercent = reading?.batteryPercent
      now.charging = reading?.charging
      now.brightness = reading?.brightness
      now.foreground = reading?.foreground
      now.network = reading?.network
      now.freeDiskBytes = reading?.freeDiskBytes
      return now
    }
  }

  /// Every answer brings fresh readings.
  public func refresh() {}

  /// This machine's processor is not the phone's.
  public func cpuUs() -> Int64? { nil }
}
