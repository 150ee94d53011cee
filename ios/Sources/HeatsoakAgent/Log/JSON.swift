/// A JSON value to be written; objects keep the order of their fields.
public enum JSON: Sendable, Equatable {
  /// One field of an object.
  public struct Field: Sendable, Equatable {
    let name: String
    let value: JSON
  }

  /// Nothing, which is also what a number without a value becomes.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number.
  case int(Int64)
  /// Any number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSON])
  /// Fields in their order.
  case object([Field])
  /// A column of numbers: a million of them need no million values of this type.
  case column([Int64])
  /// A column in which some are not known.
  case sparse([Int64?])

  /// The value as UTF-8, appended to `out`.
  public func write(to out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .int(let value): Self.append(value, to: &out)
    case .number(let value): Self.append(value, to: &out)
    case .string(let text): Self.append(text, to: &out)
    case .array(let values): Self.list(values, to: &out) { value, out in value.write(to: &out) }
    case .column(let values): Self.list(values, to: &out) { value, out in Self.append(value, to: &out) }
    case .sparse(let values): Self.list(values, to: &out) { value, out in JSON(value).write(to: &out) }
    case .object(let fields): Self.append(fields, to: &out)
    }
  }

  /// The value as text.
  public var text: String {
    var out: [UInt8] = []
    write(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  private static func list<T>(_ values: [T], to out: inout [UInt8], each: (T, inout [UInt8]) -> Void) {
    out.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      each(value, &out)
    }
    out.append(UInt8(ascii: "]"))
  }

  private static func append(_ fields: [Field], to out: inout [UInt8]) {
    out.append(UInt8(ascii: "{"))
    for (index, field) in fields.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      append(field.name, to: &out)
      out.append(UInt8(ascii: ":"))
      field.value.write(to: &out)
    }
    out.append(UInt8(ascii: "}"))
  }

  /// Without a text in between: a token line has thousands.
  private static func append(_ value: Int64, to out: inout [UInt8]) {
    if value < 0 { out.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = out.count
    repeat {
      out.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    out[start...].reverse()
  }

  private static func append(_ value: Double, to out: inout [UInt8]) {
    if let whole = Int64(exactly: value) {
      append(whole, to: &out)
    } else {
      out += (value.isFinite ? "\(value)" : "null").utf8
    }
  }

  private static func append(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out += #"\""#.utf8
      case UInt8(ascii: "\\"): out += #"\\"#.utf8
      case UInt8(ascii: "\n"): out += #"\n"#.utf8
      case 0..<0x10: out += "\\u000\(String(byte, radix: 16))".utf8
      case 0x10..<0x20: out += "\\u00\(String(byte, radix: 16))".utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .int(value) }
  /// An object whose fields keep the order in which they are written.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Field(name: $0.0, value: $0.1) })
  }

  /// A text, or null.
  public init(_ value: String?) { self = value.map(JSON.string) ?? .null }
  /// A truth value, or null.
  public init(_ value: Bool?) { self = value.map(JSON.bool) ?? .null }
  /// A whole number, or null.
  public init(_ value: Int64?) { self = value.map(JSON.int) ?? .null }
  /// A count.
  public init(_ value: Int) { self = .int(Int64(value)) }
  /// A count, or null.
  public init(_ value: Int?) { self = value.map { JSON($0) } ?? .null }
  /// A number, or null.
  public init(_ value: Double?) { self = value.map(JSON.number) ?? .null }

  /// An object that is the beginning of a chain of `adding`.
  static func fields(_ fields: KeyValuePairs<String, JSON>) -> JSON {
    .object(fields.map { Field(name: $0.key, value: $0.value) })
  }

  /// An object of this one's fields and more after them; anything but two objects stays as it is.
  func adding(_ more: JSON) -> JSON {
    guard case .object(let fields) = self, case .object(let others) = more else { return self }
    return .object(fields + others)
  }

  /// The object without its fields that are null: the protocol leaves out what a machine has not.
  var withoutNulls: JSON {
    guard case .object(let fields) = self else { return self }
    return .object(fields.filter { $0.value != .null })
  }
}
