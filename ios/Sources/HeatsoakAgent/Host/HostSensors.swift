import Foundation
import Synchronization

/// What a Mac or a Linux machine tells of itself and of this process; what it does not tell is nil, never a guess.
public final class HostSensors: Sensors {
  private let folder: String
  private let environmentNow: Mutex<EnvironmentReading>

  /// `folder` is where free space is read.
  public init(folder: String) {
    self.folder = folder
    environmentNow = Mutex(Self.read(folder))
  }

  /// This program on this machine.
  public func identity() -> Identity {
    let text = ProcessReadings.systemText
    let (type, release) = (text("kern.ostype") ?? "", text("kern.osrelease") ?? "")
    var build = Identity.Build(
      bundleId: "dev.heatsoak.agent", version: AgentName.current, configuration: Self.configuration, entitlements: nil)
    build.debuggerAttached = ProcessReadings.isTraced()
    var device = Identity.Device(
      model: "\(type) \(text("hw.machine") ?? "")", chip: nil, os: "\(type) \(release)",
      osBuild: text("kern.osversion") ?? "", memoryBytes: Int64(ProcessInfo.processInfo.physicalMemory))
    device.uptimeSeconds = ProcessReadings.uptimeSeconds()
    return Identity(build: build, device: device, virtual: false)
  }

  private static var configuration: Identity.Build.Configuration {
    #if DEBUG
      .debug
    #else
      .release
    #endif
  }

  /// Memory of this process.
  public func memory() -> MemoryReading { ProcessReadings.memory() }

  /// Highest footprint by the kernel's count.
  public func peakFootprintBytes() -> Int64? { ProcessReadings.peakFootprintBytes() }

  /// As last read by `refresh`.
  public func environment() -> EnvironmentReading { environmentNow.withLock { $0 } }

  /// Reads load and free space.
  public func refresh() {
    let reading = Self.read(folder)
    environmentNow.withLock { $0 = reading }
  }

  /// Processor time of this process.
  public func cpuUs() -> Int64? { ProcessReadings.cpuUs() }

  private static func read(_ folder: String) -> EnvironmentReading {
    var reading = EnvironmentReading()
    reading.freeDiskBytes = ProcessReadings.freeBytes(at: folder)
    reading.loadAverage = ProcessReadings.loadAverage()
    return reading
  }
}
