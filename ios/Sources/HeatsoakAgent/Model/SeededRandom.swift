/// sfc32: the same stream as the harness's for the same seed.
struct SeededRandom {
  private var a: UInt32
  private var b: UInt32 = 0x9e37_79b9
  private var c: UInt32 = 0x243f_6a88
  private var counter: UInt32 = 1

  init(seed: Int) {
    a = UInt32(truncatingIfNeeded: seed)
    // The first values still resemble the seed.
    for _ in 0..<20 { _ = next() }
  }

  private mutating func next() -> UInt32 {
    let sum = a &+ b &+ counter
    counter &+= 1
    a = b ^ (b >> 9)
    b = c &+ (c << 3)
    c = ((c << 21) | (c >> 11)) &+ sum
    return sum
  }

  /// Uniform in [0, 1).
  mutating func uniform() -> Double { Double(next()) / 4_294_967_296 }

  /// A whole number in `0..<end`.
  mutating func below(_ end: Int) -> Int { Int(uniform() * Double(end)) }
}
