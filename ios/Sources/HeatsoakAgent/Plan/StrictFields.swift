/// Any name of a field.
private struct AnyName: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// The object's fields. One that is not among `names` is refused: a plan that asks for what this agent does not know must
  /// not be run as if it had not asked.
  func strictFields<Name: CodingKey & CaseIterable>(_ names: Name.Type) throws -> KeyedDecodingContainer<Name> {
    let known = Set(Name.allCases.map(\.stringValue))
    for name in try container(keyedBy: AnyName.self).allKeys where !known.contains(name.stringValue) {
      let problem = "unknown field; known are \(Name.allCases.map(\.stringValue).joined(separator: ", "))"
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath + [name], debugDescription: problem))
    }
    return try container(keyedBy: Name.self)
  }
}

/// Numbers of the plan end here, so that nothing that is computed from them overflows.
private let mostSeconds = 1e9

extension KeyedDecodingContainer {
  /// A whole number that is not negative.
  func count(_ name: Key, or standard: Int? = nil) throws -> Int {
    try whole(name, or: standard, "a whole number that is not negative", from: 0)
  }

  /// A whole number above zero.
  func positive(_ name: Key, or standard: Int? = nil) throws -> Int {
    try whole(name, or: standard, "a whole number above zero", from: 1)
  }

  /// A number above zero.
  func positiveNumber(_ name: Key, or standard: Double? = nil) throws -> Double {
    try checked(name, or: standard, "a number above zero") { $0 > 0 && $0.isFinite }
  }

  /// A time above zero.
  func seconds(_ name: Key, or standard: Double? = nil) throws -> Double {
    try checked(name, or: standard, "seconds above zero") { $0 > 0 && $0 <= mostSeconds }
  }

  /// A text that is not empty.
  func text(_ name: Key, or standard: String? = nil) throws -> String {
    try checked(name, or: standard, "a text that is not empty") { !$0.isEmpty }
  }

  /// The value by a reader of this container where the field is there and not null.
  func optional<T>(_ name: Key, _ read: (Key) throws -> T) throws -> T? {
    guard contains(name), try !decodeNil(forKey: name) else { return nil }
    return try read(name)
  }

  /// Read as any number first: what is no whole one is named by its field then. Beyond 2^53 doubles skip whole numbers.
  private func whole(_ name: Key, or standard: Int?, _ wanted: String, from least: Double) throws -> Int {
    let number: Double = try checked(name, or: standard.map(Double.init), wanted) { number in
      number >= least && number < 9_007_199_254_740_992 && number.rounded() == number
    }
    return Int(number)
  }

  private func checked<T: Decodable>(_ name: Key, or standard: T?, _ wanted: String, _ holds: (T) -> Bool) throws -> T {
    if let standard, !contains(name) { return standard }
    let value = try decode(T.self, forKey: name)
    guard holds(value) else {
      throw DecodingError.dataCorruptedError(forKey: name, in: self, debugDescription: "is not \(wanted)")
    }
    return value
  }
}
