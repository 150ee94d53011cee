import Foundation

/// The `data` of a stream of server-sent events (WHATWG HTML, 9.2), as far as chat servers use it.
struct ServerSentEvents {
  private var line: [UInt8] = []
  private var data: [String] = []
  private var followsReturn = false

  /// The events that are whole after these bytes.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
    var events: [String] = []
    for byte in bytes {
      // A line may end with CR, LF or both.
      defer { followsReturn = byte == UInt8(ascii: "\r") }
      if byte == UInt8(ascii: "\n"), followsReturn { continue }
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
        line.append(byte)
        continue
      }
      if let event = endLine() { events.append(event) }
    }
    return events
  }

  private mutating func endLine() -> String? {
    let text = String(decoding: line, as: UTF8.self)
    line = []
    if text.isEmpty {
      defer { data = [] }
      return data.isEmpty ? nil : data.joined(separator: "\n")
    }
    guard text.hasPrefix("data:") else { return nil }
    let value = text.dropFirst("data:".count)
    data.append(String(value.first == " " ? value.dropFirst() : value))
    return nil
  }
}
