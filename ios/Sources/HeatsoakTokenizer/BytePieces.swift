import Foundation

/// Pieces of bytes, merged within words, as GPT-2 and its followers have them.
struct BytePieces: TextEncoder {
  let ids: [[UInt8]: Int32]
  /// By the two pieces with a space between them; a low rank merges first.
  let ranks: [[UInt8]: Double]
  /// How a text is cut into words, applied one after the other.
  let words: [NSRegularExpression]
  /// A word that is a piece stays one, whatever merges would make of it.
  let ignoresMerges: Bool

  func encode(_ text: [UInt8], isFirst: Bool) -> [Int32] {
    let whole = [String(decoding: text, as: UTF8.self)]
    return words.reduce(whole) { parts, word in parts.flatMap { cut($0, by: word) } }.flatMap(ids(ofWord:))
  }

  private func ids(ofWord word: String) -> [Int32] {
    let symbols = word.utf8.map { Self.characterOfByte[Int($0)] }
    if ignoresMerges, let id = ids[Array(symbols.joined())] { return [id] }
    // A byte without a piece is left out, as llama.cpp does it.
    return mergePieces(symbols) { ranks[$0 + [UInt8(ascii: " ")] + $1] }.flatMap { symbol in
      if let id = ids[symbol] { return [id] }
      return characters(of: symbol).compactMap { ids[$0] }
    }
  }

  /// GPT-2's `bytes_to_unicode` in UTF-8: printable bytes stand for themselves, the others for U+0100 and after, in order.
  private static let characterOfByte: [[UInt8]] = {
    var next: UInt32 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      let isPrintable = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
      if isPrintable { return Array(String(Unicode.Scalar(byte)).utf8) }
      defer { next += 1 }
      return Unicode.Scalar(next).map { Array(String($0).utf8) } ?? []
    }
  }()
}

extension BytePieces {
  /// Pieces, merges and patterns of words of a `tokenizer.json`. Throws `Problem`, for a way to cut words that is not known too:
  /// a pattern of somebody else's may take years.
  init(document: ByteJSON, model: ByteJSON) throws {
    let steps = document["pre_tokenizer"]?["pretokenizers"]?.list ?? []
    let patterns = steps.compactMap { $0["pattern"]?["Regex"]?.text }.map { String(decoding: $0, as: UTF8.self) }
    guard wordPatterns.contains(patterns) else {
      throw ByteJSONReader.Problem(description: "it cuts words in a way that is not known here")
    }
    words = try patterns.map { try NSRegularExpression(pattern: $0) }
    ids = try vocabulary(of: model)
    ranks = Dictionary(try merges(of: model).enumerated().map { ($1, Double($0)) }) { first, _ in first }
    ignoresMerges = model["ignore_merges"]?.isTrue == true
  }
}

/// Matches, and what stands between them.
private func cut(_ text: String, by word: NSRegularExpression) -> [String] {
  let units = text as NSString
  var parts: [String] = []
  var end = 0
  func add(_ range: NSRange) { if range.length > 0 { parts.append(units.substring(with: range)) } }
  for match in word.matches(in: text, range: NSRange(location: 0, length: units.length)) {
    add(NSRange(location: end, length: match.range.location - end))
    add(match.range)
    end = match.range.location + match.range.length
  }
  add(NSRange(location: end, length: units.length - end))
  return parts
}
