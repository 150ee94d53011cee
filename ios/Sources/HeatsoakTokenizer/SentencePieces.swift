/// Pieces of SentencePiece, a space written as `▁`; a low rank merges first.
struct SentencePieces: TextEncoder {
  let ids: [[UInt8]: Int32]
  let ranks: [[UInt8]: Double]
  /// For bytes that the vocabulary lacks.
  let unknown: Int32
  /// Whether a word begins where the text does.
  let addsSpace: Bool

  /// What is no piece after all merges is written as its bytes.
  func encode(_ text: [UInt8], isFirst: Bool) -> [Int32] {
    let symbols = characters(of: Self.marked(text, beginsWord: isFirst && addsSpace))
    return mergePieces(symbols) { ranks[$0 + $1] }.flatMap(ids(of:))
  }

  private func ids(of symbol: [UInt8]) -> [Int32] {
    if let id = ids[symbol] { return [id] }
    return symbol.map { ids[Self.name(ofByte: $0)] ?? unknown }
  }

  /// Such as `<0x0A>`.
  private static func name(ofByte byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16, uppercase: true)
    return Array("<0x\(digits.count == 1 ? "0" : "")\(digits)>".utf8)
  }

  private static let space: [UInt8] = Array("▁".utf8)

  private static func marked(_ bytes: [UInt8], beginsWord: Bool) -> [UInt8] {
    (beginsWord ? space : []) + bytes.flatMap { $0 == UInt8(ascii: " ") ? space : [$0] }
  }
}

extension SentencePieces {
  /// Pieces and merges of a `tokenizer.json`, and a score for each id, without which the order of merges has to do. Throws `Problem`.
  init(document: ByteJSON, model: ByteJSON, scores: [Double]?) throws {
    ids = try vocabulary(of: model)
    ranks = try scores.map { [ids] scores in Self.ranks(ids, by: scores) } ?? Self.ranks(by: merges(of: model))
    unknown = model["unk_token"]?.text.flatMap { [ids] in ids[$0] } ?? 0
    addsSpace =
      document["normalizer"]?["normalizers"]?.list?.contains { $0["type"]?.text == Array("Prepend".utf8) } ?? false
  }

  private static func ranks(_ ids: [[UInt8]: Int32], by scores: [Double]) -> [[UInt8]: Double] {
    ids.mapValues { scores.indices.contains(Int($0)) ? -scores[Int($0)] : 0 }
  }

  /// The best of a piece's merges counts: SentencePiece scores the piece, not the way to it.
  private static func ranks(by merges: [[UInt8]]) -> [[UInt8]: Double] {
    var ranks: [[UInt8]: Double] = [:]
    for (rank, merge) in merges.enumerated() {
      guard let cut = merge.firstIndex(of: UInt8(ascii: " ")) else { continue }
      let piece = Array(merge[..<cut] + merge[(cut + 1)...])
      if ranks[piece] == nil { ranks[piece] = Double(rank) }
    }
    return ranks
  }
}
