import Foundation
import HeatsoakAgent
import Testing

@testable import HeatsoakTokenizer

@Suite struct TokenizerTests {
  /// Pieces a, b, c, ab, bc, `▁`, `▁a`, the bytes of a line's end, and a special token that takes the white space after it away.
  private static let document = """
    {"added_tokens": [{"id": 0, "content": "<s>"}, {"id": 9, "content": "<|end|>", "rstrip": true}],
     "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}]},
     "model": {"type": "BPE", "byte_fallback": true, "unk_token": "<s>",
       "vocab": {"<s>": 0, "a": 1, "b": 2, "c": 3, "ab": 4, "bc": 5, "▁": 6, "▁a": 7, "<0x0A>": 8, "<|end|>": 9},
       "merges": ["b c", "a b", "▁ a"]}}
    """
  private static let config = #"{"piece_scores": [0, 0, 0, 0, -2, -3, 0, -1, 0, 0], "bos_token": {"content": "<s>"}}"#

  private func tokenizer(_ document: String = document, _ config: String? = nil) throws -> Tokenizer {
    try Tokenizer(
      document: ByteJSONReader.read(Array(document.utf8)), config: ByteJSONReader.read(Array((config ?? "{}").utf8)))
  }

  @Test func theBestRankedPairIsJoinedFirst() throws {
    // By the order of merges ab comes before ▁a, by the scores after it.
    #expect(try tokenizer().encode("ab", addBos: false) == [6, 4])
    #expect(try tokenizer(Self.document, Self.config).encode("ab", addBos: false) == [7, 2])
    #expect(try tokenizer().encode("abc", addBos: false) == [7, 5])
    #expect(try tokenizer().encode("bab", addBos: false) == [6, 2, 4])
  }

  @Test func bosComesFirstWhereItIsAskedFor() throws {
    #expect(try tokenizer(Self.document, Self.config).encode("", addBos: true) == [0])
    #expect(throws: AgentError("BOS_MISSING", "the model names no token that begins a sequence")) {
      _ = try tokenizer().encode("a", addBos: true)
    }
  }

  @Test func specialTokensAreFoundAndAWordBeginsAfterThem() throws {
    #expect(try tokenizer().encode("a<|end|>  \na b", addBos: false) == [7, 9, 7, 6, 2])
    #expect(try tokenizer().encode("<|end|><s>", addBos: false) == [9, 0])
  }

  @Test func whatIsNoPieceIsWrittenAsItsBytes() throws {
    #expect(try tokenizer().encode("a\nz", addBos: false) == [7, 8, 0])
  }

  @Test func withoutPrependATextBeginsAsItStands() throws {
    let plain = Self.document.replacingOccurrences(of: "Prepend", with: "Other")
    #expect(try tokenizer(plain).encode("ab", addBos: false) == [4])
  }

  @Test(arguments: [
    ("BPE", "Unigram"), ("\"byte_fallback\": true", "\"byte_fallback\": false"), ("\"a\": 1", "\"a\": -1"),
    ("\"content\": \"<s>\"", "\"content\": \"\""), ("vocab", "words"), ("merges", "joins"),
  ])
  func anotherKindOfTokenizerIsRefused(right: String, wrong: String) {
    #expect(throws: ByteJSONReader.Problem.self) {
      _ = try tokenizer(Self.document.replacingOccurrences(of: right, with: wrong))
    }
  }

  @Test func aFolderWithoutOneSaysSoWhenItIsUsed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "heatsoak-tokenizer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: AgentError.self) { _ = try Tokenizer.read(folder: folder).get() }
    try Self.document.write(to: folder.appendingPathComponent("tokenizer.json"), atomically: true, encoding: .utf8)
    #expect(try Tokenizer.read(folder: folder).get().encode("ab", addBos: false) == [6, 4])
    // Its scores may be missing, but not broken: another tokenization would follow unnoticed.
    try "{".write(to: folder.appendingPathComponent("tokenizer_config.json"), atomically: true, encoding: .utf8)
    #expect(throws: AgentError.self) { _ = try Tokenizer.read(folder: folder).get() }
  }
}
