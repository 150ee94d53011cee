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
    let memory = [UInt64](repeating: UInt64(state) | 1, count: words)
    var sum: UInt64 = 0
    for _ in 0..<passes { for word in memory { sum = sum &* 31 &+ word } }
    // The result is used, so that no compiler leaves the work out.
    if sum == 0 && state == 0 { throw AgentError("AGENT_FAILED", "the fixed work did not work") }
  }
}
