import Foundation
import Testing

@testable import HeatsoakTokenizer

/// By a file that `models/tokenizer/byte-level-fixture.test.ts` writes: documents with each known way to cut words, and the ids of texts.
@Suite struct BytePiecesTests {
  private struct Fixture {
    let texts: [String]
    let cases: [ByteJSON]

    static func read() throws -> Fixture {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/byte-level.golden.json")
      let document = try ByteJSONReader.read([UInt8](Data(contentsOf: file)))
      let texts = try #require(document["texts"]?.list).compactMap(\.text)
      return Fixture(
        texts: texts.map { String(decoding: $0, as: UTF8.self) }, cases: try #require(document["cases"]?.list))
    }
  }

  @Test func theIdsAreThoseOfTheTypeScriptTokenizer() throws {
    let fixture = try Fixture.read()
    #expect(fixture.cases.count >= wordPatterns.count)
    for each in fixture.cases {
      let tokenizer = try Tokenizer(document: #require(each["document"]), config: .null)
      for (text, ids) in zip(fixture.texts, try #require(each["ids"]?.list)) {
        let expected = try #require(ids.list).compactMap(\.number).map { Int32($0) }
        #expect(try tokenizer.encode(text, addBos: false) == expected, "\(text)")
      }
    }
  }

  @Test func aWayToCutWordsOfSomebodyElsesIsRefused() throws {
    let document = """
      {"added_tokens": [], "normalizer": null,
       "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "(a+)+$"}}]},
       "model": {"type": "BPE", "byte_fallback": false, "ignore_merges": false, "vocab": {"a": 0}, "merges": []}}
      """
    #expect(throws: ByteJSONReader.Problem(description: "it cuts words in a way that is not known here")) {
      _ = try Tokenizer(document: ByteJSONReader.read(Array(document.utf8)), config: .null)
    }
  }
}
