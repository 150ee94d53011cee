import Testing

@testable import HeatsoakTokenizer

@Suite struct ByteJSONTests {
  private func read(_ text: String) throws -> ByteJSON { try ByteJSONReader.read(Array(text.utf8)) }

  @Test func readsEveryKindOfValue() throws {
    let value = try read(#" {"a": [1, -2.5e1, true, false, null], "b": {}, "c": []} "#)
    #expect(value["a"]?.list?.compactMap(\.number) == [1, -25])
    #expect(value["a"]?.list?.map(\.isTrue) == [false, false, true, false, false])
    #expect(value["b"]?.fields?.isEmpty == true)
    #expect(value["c"]?.list?.isEmpty == true)
    #expect(value["d"] == nil)
    #expect(value["a"]?["a"] == nil)
  }

  @Test func keepsTheTwoFormsOfACharacterApart() throws {
    let value = try read("{\"caf\u{E9}\": 1, \"cafe\u{301}\": 2}")
    #expect(value.fields?.count == 2)
    #expect(value["caf\u{E9}"]?.number == 1)
    #expect(value["cafe\u{301}"]?.number == 2)
  }

  @Test func readsEscapedCharacters() throws {
    let text = try read(#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83e\udd99\ud83e!""#).text
    #expect(text == Array("\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{1F999}\u{FFFD}!".utf8))
  }

  @Test(arguments: [
    "", "{", "[1", "[1,]", "[1 2]", #"{"a" 1}"#, #"{"a":}"#, "{1: 2}", #""open"#, #""\x""#, #""\u12""#, "nul", "1 2",
    "1e", "-",
    String(repeating: "[", count: 100),
  ])
  func whatIsNoJSONIsRefused(text: String) {
    #expect(throws: ByteJSONReader.Problem.self) { _ = try read(text) }
  }

  @Test func saysWhere() {
    #expect(throws: ByteJSONReader.Problem.self) { _ = try read("[1 2]") }
    do { _ = try read("[1 2]") } catch { #expect("\(error)" == "a list does not go on, at byte 4") }
  }
}
