import CHeatsoakProbes
import Foundation

/// What every system tells of this process and of itself; the C part has a branch a system.
public enum ProcessReadings {
  /// Memory of this process; a footprint of 0 where the system does not tell.
  public static func memory() -> MemoryReading {
    let memory = heatsoak_read_memory()
    return MemoryReading(
      footprintBytes: known(memory.footprint) ?? 0, mappedBytes: known(memory.mapped),
      availableBytes: known(memory.available))
  }

  /// Highest footprint by the kernel's count.
  public static func peakFootprintBytes() -> Int64? { known(heatsoak_read_memory().peak) }

  /// Processor time of this process, microseconds.
  public static func cpuUs() -> Int64? { known(heatsoak_cpu_us()) }

  /// Free bytes where `path` lies.
  public static func freeBytes(at path: String) -> Int64? { known(heatsoak_free_bytes(path)) }

  /// Runnable processes over the last minute.
  public static func loadAverage() -> Double? { known(heatsoak_load_average()) }

  /// Since the system started.
  public static func uptimeSeconds() -> Double? { known(heatsoak_uptime_seconds()) }

  /// Whether a debugger is attached.
  public static func isTraced() -> Bool { heatsoak_is_traced() == 1 }

  /// A value of the system by its name, such as `hw.machine`.
  public static func systemText(_ name: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { text in
      guard let start = text.baseAddress, heatsoak_system_text(name, start, text.count) else { return nil }
      return String(cString: start)
    }
  }

  private static func known<T: SignedNumeric & Comparable>(_ value: T) -> T? { value < 0 ? nil : value }
}
