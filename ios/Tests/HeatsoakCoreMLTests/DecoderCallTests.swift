import Foundation
import Testing

@testable import HeatsoakCoreML

@Suite struct DecoderCallTests {
  private let sizes = DecoderSizes(mask: [1, 1, 4, 12], logits: [1, 1, 512])

  @Test func sizesAreThoseOfTheFeatures() throws {
    let sizes = try #require(sizes)
    #expect(sizes.prefill == 4)
    #expect(sizes.context == 12)
    #expect(sizes.vocabulary == 512)
    #expect(DecoderSizes(mask: [1, 1, 1, 12], logits: [1, 1, 512]) == nil)
    #expect(DecoderSizes(mask: [1, 1, 16, 12], logits: [1, 1, 512]) == nil)
    #expect(DecoderSizes(mask: [], logits: [1, 1, 512]) == nil)
    #expect(DecoderSizes(mask: [1, 1, 4, 12], logits: [512]) == nil)
  }

  @Test func aPromptIsReadInPrefillsAndTheLastIsFilledUp() throws {
    let ids: [Int32] = [10, 11, 12, 13, 14, 15]
    let calls = DecoderCall.reading(ids[...], from: 0, sizes: try #require(sizes))
    #expect(calls.map(\.position) == [0, 4])
    #expect(calls.map(\.tokens) == [[10, 11, 12, 13], [14, 15, 0, 0]])
  }

  @Test func whereAPrefillWouldReachBeyondTheCacheIdsAreReadOneByOne() throws {
    let ids: [Int32] = [0, 1, 2, 3, 4, 5, 6]
    // Three ids are held already, so that the first of these has place 3.
    let calls = DecoderCall.reading(ids[1...], from: 3, sizes: try #require(sizes))
    #expect(calls.map(\.position) == [3, 7])
    #expect(calls.map(\.rows) == [4, 4])
    let later = DecoderCall.reading(ids[1...], from: 6, sizes: try #require(sizes))
    #expect(later.map(\.rows) == [4, 1, 1])
    #expect(later.map(\.position) == [6, 10, 11])
    #expect(later.map(\.tokens) == [[1, 2, 3, 4], [5], [6]])
    #expect(DecoderCall.reading([], from: 3, sizes: try #require(sizes)).isEmpty)
  }

  @Test func aRowSeesWhatStandsBeforeItAndItself() {
    var mask = [Float16](repeating: 7, count: 12)
    let call = DecoderCall(ids: [1, 2, 3], position: 1, rows: 3)
    mask.withUnsafeMutableBufferPointer { call.writeMask(into: $0) }
    let no: Float16 = -10_000
    #expect(mask == [0, 0, no, no, 0, 0, 0, no, 0, 0, 0, 0])
    // A row that only fills the call up may stand behind the end.
    let last = DecoderCall(ids: [1], position: 3, rows: 3)
    mask.withUnsafeMutableBufferPointer { last.writeMask(into: $0) }
    #expect(mask == [Float16](repeating: 0, count: 12))
  }
}

@Suite struct HeldTokensTests {
  @Test func keepsACommonBeginningAndNeverAllOfAPrompt() {
    var held = HeldTokens()
    held.add([1, 2, 3, 4])
    #expect(held.keep([1, 2, 9, 9]) == 2)
    #expect(held.ids == [1, 2])
    held.add([9, 9])
    #expect(held.keep([1, 2, 9, 9]) == 3)
    held.clear()
    #expect(held.keep([1, 2]) == 0)
  }
}

@Suite struct DecoderFeaturesTests {
  /// Where a package is written, and its names with it.
  private static let writer = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../models/coreml/graph/features.ts")

  @Test func areThoseThatAPackageIsWrittenWith() throws {
    let source = try String(contentsOf: Self.writer, encoding: .utf8)
    let names = [
      DecoderFeatures.decode, DecoderFeatures.prefill, DecoderFeatures.tokens, DecoderFeatures.position,
      DecoderFeatures.mask, DecoderFeatures.last, DecoderFeatures.logits,
    ]
    for name in names { #expect(source.contains("'\(name)'")) }
  }
}
