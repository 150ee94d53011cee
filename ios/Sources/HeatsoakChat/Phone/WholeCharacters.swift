/// Gives out text as soon as its characters are whole: a token may end within one.
struct WholeCharacters {
  private var rest: [UInt8] = []

  /// What is whole after these bytes; bytes that are no UTF-8 come out as replacement characters.
  mutating func take(_ bytes: [UInt8]) -> String {
    rest += bytes
    let open = Self.openBytes(rest)
    let whole = rest.dropLast(open)
    defer { rest.removeFirst(whole.count) }
    return String(decoding: whole, as: UTF8.self)
  }

  /// What is left at the end, whole or not.
  mutating func finish() -> String {
    defer { rest = [] }
    return String(decoding: rest, as: UTF8.self)
  }

  /// Bytes at the end that begin a character whose others are still to come.
  private static func openBytes(_ bytes: [UInt8]) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte & 0b1100_0000 == 0b1000_0000 { continue }
      let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
      return length > back ? back : 0
    }
    return 0
  }
}
