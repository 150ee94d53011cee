import Foundation
import Testing

@testable import HeatsoakAgent

@Suite struct JSONTests {
  @Test func keepsTheOrderOfFieldsAndEscapesText() {
    let value: JSON = ["b\"\\": "line\n\u{1}\u{1f}é", "a": ["x": true]]
    #expect(value.text == #"{"b\"\\":"line\n\u0001\u001fé","a":{"x":true}}"#)
  }

  static let kinds: [(JSON, String)] = [
    (.number(3), "3"), (.number(0.5), "0.5"), (.number(.nan), "null"), (.number(-.infinity), "null"),
    (.int(.min), "-9223372036854775808"), (.int(0), "0"), (.column([1, -2]), "[1,-2]"), (.column([]), "[]"),
    (.sparse([nil, 7]), "[null,7]"), (.array([.null, 4]), "[null,4]"), (JSON(nil as Int?), "null"),
    (JSON(nil as Bool?), "null"), (JSON(nil as Int64?), "null"), (JSON(2.5 as Double?), "2.5"),
  ]

  @Test(arguments: kinds)
  func writesEachKind(value: JSON, text: String) { #expect(value.text == text) }

  @Test func addsFieldsToObjectsAlone() {
    #expect(JSON.null.adding(["a": 1]) == .null)
    #expect(JSON.fields(["a": 1]).adding(["b": .null]).withoutNulls == ["a": 1])
    #expect(JSON.int(1).withoutNulls == .int(1))
  }

  @Test func whatIsWrittenIsRead() throws {
    let text = String(UnicodeScalar(0)) + "\u{7f}\u{2028}😀\r\t\"\\/"
    let read = try JSONSerialization.jsonObject(with: Data(JSON.array([.string(text)]).text.utf8)) as? [String]
    #expect(read == [text])
  }
}
