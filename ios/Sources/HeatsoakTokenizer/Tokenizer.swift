import Foundation
import HeatsoakAgent

/// Ids of a text without special tokens.
protocol TextEncoder: Sendable {
  /// `isFirst` where the text begins, or a special token stands before it.
  func encode(_ text: [UInt8], isFirst: Bool) -> [Int32]
}

/// Text to ids as llama.cpp makes them, SentencePiece's or byte-level ones, by the `tokenizer.json` that `heatsoak model convert`
/// writes. Engines that have a tokenizer of their own do not need it.
public struct Tokenizer: Sendable {
  private let encoder: any TextEncoder
  private let specials: [SpecialToken]
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
    var isFirst = true
    for fragment in fragments(of: Array(text.utf8), specials) {
      switch fragment {
      case .token(let id): ids.append(id)
      case .text(let bytes): ids += encoder.encode(bytes, isFirst: isFirst)
      }
      isFirst = if case .token = fragment { true } else { false }
    }
    return ids
  }
}

extension Tokenizer {
  /// Pieces, merges and special tokens as Hugging Face's `tokenizer.json` has them; in `tokenizer_config.json` a score for each id, without
  /// which the order of merges has to do, and the token that begins.
  init(document: ByteJSON, config: ByteJSON) throws {
    guard let model = document["model"], model["type"]?.text == Array("BPE".utf8),
      let added = document["added_tokens"]?.list
    else { throw ByteJSONReader.Problem(description: "it holds no merges of pieces") }
    encoder =
      if model["byte_fallback"]?.isTrue == true {
        try SentencePieces(
          document: document, model: model, scores: config["piece_scores"]?.list?.map { $0.number ?? 0 })
      } else {
        try BytePieces(document: document, model: model)
      }
    let specials = try added.map(Self.special)
    self.specials = specials
    let beginning = config["bos_token"]
    let text = beginning?.text ?? beginning?["content"]?.text
    bos = try text.flatMap { text in
      let piece = model["vocab"]?.fields?.first { $0.name == text }
      return try specials.first { $0.content == text }?.id ?? piece.map { try tokenId($0.value) }
    }
  }

  private static func special(_ token: ByteJSON) throws -> SpecialToken {
    guard let content = token["content"]?.text, !content.isEmpty else {
      throw ByteJSONReader.Problem(description: "a special token has no text")
    }
    return SpecialToken(
      id: try tokenId(token["id"]), content: content, stripsBefore: token["lstrip"]?.isTrue == true,
      stripsAfter: token["rstrip"]?.isTrue == true)
  }
}

/// Ids by the bytes of their pieces. Throws `Problem`.
func vocabulary(of model: ByteJSON) throws -> [[UInt8]: Int32] {
  guard let fields = model["vocab"]?.fields else { throw ByteJSONReader.Problem(description: "it has no vocabulary") }
  return try Dictionary(fields.map { ($0.name, try tokenId($0.value)) }) { first, _ in first }
}

/// Two pieces each, a space between them. Throws `Problem`.
func merges(of model: ByteJSON) throws -> [[UInt8]] {
  guard let merges = model["merges"]?.list else { throw ByteJSONReader.Problem(description: "it has no merges") }
  return merges.compactMap(\.text)
}

private func tokenId(_ value: ByteJSON?) throws -> Int32 {
  guard let id = value?.number.flatMap(Int32.init(exactly:)), id >= 0 else {
    throw ByteJSONReader.Problem(description: "a token's id is none")
  }
  return id
}
