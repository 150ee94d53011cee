/// `Content-Range: bytes 100-999/1000` (RFC 9110, 14.4).
struct ContentRange: Equatable {
  let first: Int64
  /// Of the whole; nil where the server does not say.
  let total: Int64?

  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, words[0] == "bytes" else { return nil }
    let parts = words[1].split(separator: "/")
    guard parts.count == 2, let first = parts[0].split(separator: "-").first.flatMap({ Int64($0) }) else { return nil }
    self.first = first
    total = Int64(parts[1])
  }
}
