import Foundation
import HeatsoakAgent

/// Text to ids as llama.cpp's SentencePiece tokenizer makes them, by the `tokenizer.json` that `heatsoak model convert` writes. Engines
/// that have a tokenizer of their own do not need it.
public struct Tokenizer: Sendable {
  private let table: PieceTable
  private let specials: [SpecialToken]
  /// Whether a word begins where the text does.
  private let addsSpace: Bool
  /// Begins a sequence; nil where the model names none.
  private let bos: Int32?

  /// The tokenizer in a model's folder; what is wrong with it otherwise, for whoever has a text to read: synthetic prompts need none.
  public static func read(folder: URL) -> Result<Tokenizer, AgentError> {
    let file = folder.appendingPathComponent("tokenizer.json")
    do {
      let config = folder.appendingPathComponent("tokenizer_config.json")
      // A broken file is an error, since another tokenization would follow unnoticed; a missing one is not.
      let hasConfig = FileManager.default.fileExists(atPath: config.path)
      return .success(try Tokenizer(document: json(at: file), config: hasConfig ? json(at: config) : .null))
    } catch {
      return .failure(AgentError("TOKENIZER_INVALID", "\(file.path) is not a tokenizer that can be read: \(error)"))
    }
  }

  private static func json(at file: URL) throws -> ByteJSON { try ByteJSONReader.read([UInt8](Data(contentsOf: file))) }

  /// Ids of the text, special tokens in it recognised, the model's BOS before them where `addBos`. Throws `BOS_MISSING`.
  public func encode(_ text: String, addBos: Bool) throws -> [Int32] {
    var ids: [Int32] = []
    if addBos {
      guard let bos else { throw AgentError("BOS_MISSING", "the model names no token that begins a sequence") }
      ids.append(bos)
    }
    var beginsWord = addsSpace
    for fragment in fragments(of: Array(text.utf8), specials) {
      switch fragment {
      case .token(let id): ids.append(id)
      case .text(let bytes): ids += table.encode(Self.marked(bytes, beginsWord: beginsWord))
      }
      beginsWord = if case .token = fragment { addsSpace } else { false }
    }
    return ids
  }

  /// SentencePiece's sign for a space.
  private static let space: [UInt8] = Array("▁".utf8)

  private static func marked(_ bytes: [UInt8], beginsWord: Bool) -> [UInt8] {
    (beginsWord ? space : []) + bytes.flatMap { $0 == UInt8(ascii: " ") ? space : [$0] }
  }
}

extension Tokenizer {
  /// Pieces, merges and special tokens as Hugging Face's `tokenizer.json` has them; in `tokenizer_config.json` a score for each id, without
  /// which the order of merges has to do, and the token that begins.
  init(document: ByteJSON, config: ByteJSON) throws {
    guard let model = document["model"], model["type"]?.text == Array("BPE".utf8),
      model["byte_fallback"]?.isTrue == true,
      let vocabulary = model["vocab"]?.fields, let merges = model["merges"]?.list?.map(\.text),
      let added = document["added_tokens"]?.list
    else { throw ByteJSONReader.Problem(description: "it holds no merges over pieces with bytes to fall back on") }
    let ids = try Dictionary(vocabulary.map { ($0.name, try Self.id($0.value)) }) { first, _ in first }
    let scores = config["piece_scores"]?.list?.map { $0.number ?? 0 }
    table = PieceTable(
      ids: ids, ranks: scores.map { Self.ranks(ids, by: $0) } ?? Self.ranks(by: merges),
      unknown: model["unk_token"]?.text.flatMap { ids[$0] } ?? 0)
    let specials = try added.map(Self.special)
    self.specials = specials
    addsSpace =
      document["normalizer"]?["normalizers"]?.list?.contains { $0["type"]?.text == Array("Prepend".utf8) } ?? false
    let beginning = config["bos_token"]
    let text = beginning?.text ?? beginning?["content"]?.text
    bos = text.flatMap { text in specials.first { $0.content == text }?.id ?? ids[text] }
  }

  private static func id(_ value: ByteJSON?) throws -> Int32 {
    guard let id = value?.number.flatMap(Int32.init(exactly:)), id >= 0 else {
      throw ByteJSONReader.Problem(description: "a token's id is none")
    }
    return id
  }

  private static func special(_ token: ByteJSON) throws -> SpecialToken {
    guard let content = token["content"]?.text, !content.isEmpty else {
      throw ByteJSONReader.Problem(description: "a special token has no text")
    }
    return SpecialToken(
      id: try id(token["id"]), content: content, stripsBefore: token["lstrip"]?.isTrue == true,
      stripsAfter: token["rstrip"]?.isTrue == true)
  }

  private static func ranks(_ ids: [[UInt8]: Int32], by scores: [Double]) -> [[UInt8]: Double] {
    ids.mapValues { scores.indices.contains(Int($0)) ? -scores[Int($0)] : 0 }
  }

  /// The best of a piece's merges counts: SentencePiece scores the piece, not the way to it.
  private static func ranks(by merges: [[UInt8]?]) -> [[UInt8]: Double] {
    var ranks: [[UInt8]: Double] = [:]
    for (rank, merge) in merges.enumerated() {
      guard var piece = merge, let cut = piece.firstIndex(of: UInt8(ascii: " ")) else { continue }
      piece.remove(at: cut)
      if ranks[piece] == nil { ranks[piece] = Double(rank) }
    }
    return ranks
  }
}
