/// Memory of this process now; nil is what cannot be read.
public struct MemoryReading: Sendable, Equatable {
  /// Charged memory: phys_footprint on a phone.
  public let footprintBytes: Int64
  /// Clean pages of mapped files.
  public let mappedBytes: Int64?
  /// Bytes until the system kills the app; nil where there is no such limit.
  public let availableBytes: Int64?
  /// Memory given to the graphics processor, by the device's own count; nil where it does not count.
  public let metalAllocatedBytes: Int64?

  /// A reading of all that can be read here.
  public init(footprintBytes: Int64, mappedBytes: Int64?, availableBytes: Int64?, metalAllocatedBytes: Int64? = nil) {
    self.footprintBytes = footprintBytes
    self.mappedBytes = mappedBytes
    self.availableBytes = availableBytes
    self.metalAllocatedBytes = metalAllocatedBytes
  }

  var json: JSON {
    .fields([
      "footprintBytes": .int(footprintBytes), "mappedBytes": JSON(mappedBytes), "availableBytes": JSON(availableBytes),
    ])
    .adding(.fields(["metalAllocatedBytes": JSON(metalAllocatedBytes)]).withoutNulls)
  }
}

/// Apple's four thermal states.
public enum ThermalState: String, Sendable, Codable, CaseIterable {
  case nominal
  case fair
  case serious
  case critical
}

/// The machine's state now; nil is what cannot be read.
public struct EnvironmentReading: Sendable, Equatable {
  /// The system's own word for how hot it is.
  public var thermalState: ThermalState?
  /// Whether Low Power Mode is on.
  public var lowPowerMode: Bool?
  /// Charge of the battery.
  public var batteryPercent: Double?
  /// Whether power comes from outside.
  public var charging: Bool?
  /// Of the screen, 0 to 1.
  public var brightness: Double?
  /// Where the app's documents lie.
  public var freeDiskBytes: Int64?
  /// Runnable processes over the last minute; of a host, where there are neighbours.
  public var loadAverage: Double?
  /// Whether the app is in front.
  public var foreground: Bool?
  /// Such as `wifi`, `cellular`, `airplane`.
  public var network: String?

  /// A reading in which nothing is known yet.
  public init() {}

  var json: JSON {
    .fields([
      "thermalState": JSON(thermalState?.rawValue), "lowPowerMode": JSON(lowPowerMode),
      "batteryPercent": JSON(batteryPercent), "charging": JSON(charging), "brightness": JSON(brightness),
      "freeDiskBytes": JSON(freeDiskBytes),
    ])
    .adding(
      .fields(["loadAverage": JSON(loadAverage), "foreground": JSON(foreground), "network": JSON(network)]).withoutNulls
    )
  }

  /// Whether something changed that the log tells at once: what must stay as it was during a launch, and the charge of the battery
  /// by a whole percent. Heat has an event of its own; free space and load move all the time.
  func isChanged(by now: EnvironmentReading) -> Bool {
    lowPowerMode != now.lowPowerMode || charging != now.charging || brightness != now.brightness
      || foreground != now.foreground || network != now.network || wholePercent != now.wholePercent
  }

  private var wholePercent: Double? { batteryPercent?.rounded(.down) }
}

/// What the agent can read of the machine it runs on. Read from the thread that measures and from the clock's.
public protocol Sensors: Sendable {
  /// Who the app and the machine are.
  func identity() -> Identity
  /// Memory of this process; cheap enough for a measured window.
  func memory() -> MemoryReading
  /// How often the system has told this app to give memory back, since its start; cheap enough for a measured window. The log has a
  /// fault `MEMORY_WARNING` each time that it has grown.
  func memoryWarnings() -> Int
  /// Highest footprint since the start by the kernel's count, or nil where it cannot be read.
  func peakFootprintBytes() -> Int64?
  /// The machine's state; cheap enough for a measured window.
  func environment() -> EnvironmentReading
  /// Reads anew what is too slow to read inside a window, such as free space; called outside windows only.
  func refresh()
  /// Processor time that this process has used, microseconds; nil where it cannot be read.
  func cpuUs() -> Int64?
}

extension Sensors {
  /// Most systems send none.
  public func memoryWarnings() -> Int { 0 }
}
