import Foundation

/// Fixed work on one thread that knows nothing of any model: arithmetic in registers, then passes over memory. A lower
/// frequency or a hot chip lengthen it; about a tenth of a second on a cold phone.
public enum FixedWork {
  /// Changes whenever the work does: times of different works are never compared.
  public static let name = "swift fixed-work 1"

  /// Iterations that stay in registers: the clock frequency alone decides.
  private static let spins = 40_000_000
  /// Larger than a core's own cache, small beside a model: the probe must feel the memory as decoding does.
  private static let words = 1 << 21
  private static let passes = 12

  /// Does the work once.
  public static func run() throws {
    var state: UInt32 = 0x9e37_79b9
    for _ in 0..<spins {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
    }
    let sum = try sumOfMemory(filledWith: UInt64(state) | 1)
    // The result is used, so that no compiler leaves the work out.
    if sum == 0 && state == 0 { throw AgentError("AGENT_FAILED", "the fixed work did not work") }
  }

  /// In pages of its own that are given back at once: an allocator would keep them, and the app would be charged for them.
  private static func sumOfMemory(filledWith word: UInt64) throws -> UInt64 {
    let bytes = words * MemoryLayout<UInt64>.stride
    let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let pages = mapped, pages != MAP_FAILED else {
      throw AgentError("AGENT_FAILED", "no memory for the fixed work")
    }
    defer { munmap(pages, bytes) }
    let memory = UnsafeMutableBufferPointer(start: pages.bindMemory(to: UInt64.self, capacity: words), count: words)
    memory.initialize(repeating: word)
    var sum: UInt64 = 0
    for _ in 0..<passes { for word in memory { sum = sum &* 31 &+ word } }
    return sum
  }
}
