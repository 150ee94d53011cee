import Foundation
import Testing

@testable import HeatsoakAgent

@Suite struct ModelTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func file(_ name: String, _ text: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @Test func drawsTheIdsThatTheHarnessDraws() {
    // By harness/agent/synthetic-prompt.ts.
    #expect(Prompt.synthetic(6, seed: 2, vocabularySize: 32064) == [3320, 16172, 2066, 17225, 30119, 15970])
  }

  @Test func takesAnySeedAndAnyVocabulary() {
    #expect(Prompt.synthetic(3, seed: .max, vocabularySize: 1) == [0, 0, 0])
    #expect(Prompt.synthetic(3, seed: -1, vocabularySize: 512).allSatisfy { (259..<512).contains($0) })
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func hashesAsEverybody(text: String, digest: String) throws {
    #expect(try modelDigest(file("x", text), files: nil) == digest)
  }

  @Test func hashesAListOfFilesAsTheHarnessDoes() throws {
    _ = try file("a", "abc")
    let path = try file("b", "")
    let list =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"
      + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n"
    #expect(try modelDigest(path, files: ["a", "b"]) == modelDigest(file("list", list), files: nil))
  }

  @Test func aFileThatIsNotThereIsAnError() {
    #expect(throws: (any Error).self) { try modelDigest("/nowhere", files: nil) }
  }
}
