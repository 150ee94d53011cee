/// A JSON value whose texts are bytes. Swift's strings take `é` in one character and in two for the same text, and so do the keys of
/// Foundation's decoders: a vocabulary that has both would lose one.
enum ByteJSON {
  case null
  case bool(Bool)
  case number(Double)
  case text([UInt8])
  case list([ByteJSON])
  case object([(name: [UInt8], value: ByteJSON)])

  /// The value of a field; nil where there is none, or the value is no object.
  subscript(_ name: String) -> ByteJSON? {
    guard case .object(let fields) = self else { return nil }
    return fields.first { $0.name.elementsEqual(name.utf8) }?.value
  }

  var text: [UInt8]? { if case .text(let bytes) = self { bytes } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var list: [ByteJSON]? { if case .list(let values) = self { values } else { nil } }
  var fields: [(name: [UInt8], value: ByteJSON)]? { if case .object(let fields) = self { fields } else { nil } }
  /// False also where it is no truth value.
  var isTrue: Bool { if case .bool(let value) = self { value } else { false } }
}

/// Reads UTF-8.
struct ByteJSONReader {
  /// What is no JSON, and where.
  struct Problem: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  private let bytes: [UInt8]
  private var at = 0
  /// A tokenizer's file has four levels.
  private static let deepest = 64

  /// Throws `Problem`.
  static func read(_ bytes: [UInt8]) throws -> ByteJSON {
    var reader = ByteJSONReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.at == bytes.count else { throw reader.problem("there is more after its end") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func problem(_ what: String) -> Problem { Problem(description: "\(what), at byte \(at)") }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard bytes[at...].starts(with: wanted) else { return false }
    at += wanted.count
    return true
  }

  private mutating func value(depth: Int) throws -> ByteJSON {
    guard depth < Self.deepest else { throw problem("its lists lie too deep in each other") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth))
    case UInt8(ascii: "["):
      return .list(try items(until: UInt8(ascii: "]")) { try $0.value(depth: depth + 1) })
    case UInt8(ascii: "\""): return .text(try text())
    default:
      if take("true") { return .bool(true) }
      if take("false") { return .bool(false) }
      if take("null") { return .null }
      return .number(try number())
    }
  }

  private mutating func object(_ depth: Int) throws -> [(name: [UInt8], value: ByteJSON)] {
    try items(until: UInt8(ascii: "}")) { reader in
      reader.skipSpace()
      let name = try reader.text()
      reader.skipSpace()
      guard reader.take(":") else { throw reader.problem("a name has no value") }
      return (name, try reader.value(depth: depth + 1))
    }
  }

  private mutating func items<Item>(until end: UInt8, _ item: (inout Self) throws -> Item) throws -> [Item] {
    at += 1
    skipSpace()
    var items: [Item] = []
    if next == end {
      at += 1
      return items
    }
    while true {
      items.append(try item(&self))
      skipSpace()
      let byte = next
      at += 1
      if byte == end { return items }
      guard byte == UInt8(ascii: ",") else { throw problem("a list does not go on") }
    }
  }

  private mutating func number() throws -> Double {
    let start = at
    while let byte = next, "+-.0123456789eE".utf8.contains(byte) { at += 1 }
    guard let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else {
      throw problem("a value is none")
    }
    return value
  }

  private mutating func text() throws -> [UInt8] {
    guard take("\"") else { throw problem("a text is missing") }
    var text: [UInt8] = []
    while let byte = next {
      at += 1
      if byte == UInt8(ascii: "\"") { return text }
      if byte == UInt8(ascii: "\\") { try escaped(into: &text) } else { text.append(byte) }
    }
    throw problem("a text has no end")
  }

  private mutating func escaped(into text: inout [UInt8]) throws {
    let byte = next
    at += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "u"): text += "\(try character())".utf8
    case .some(let byte) where "\"\\/".utf8.contains(byte): text.append(byte)
    default: throw problem("a character is escaped that need not be")
    }
  }

  /// Half of a pair without its other half becomes the replacement character.
  private mutating func character() throws -> Unicode.Scalar {
    let first = try unit()
    guard (0xD800..<0xDC00).contains(first), take("\\u") else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
    let second = try unit()
    guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func unit() throws -> UInt32 {
    guard at + 4 <= bytes.count, let unit = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else {
      throw problem("a character's number is none")
    }
    at += 4
    return unit
  }
}
