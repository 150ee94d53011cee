import Foundation
import HeatsoakAgent
import Synchronization
import Testing

@testable import HeatsoakVirtualPhone

/// A body that answers with prepared lines, over a real socket.
private final class PreparedBody: Sendable {
  let descriptor: Int32
  private let other: Int32
  private let asked = Mutex<[String]>([])

  init(answers: [String]) throws {
    var pair: [Int32] = [0, 0]
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    try #require(socketpair(AF_UNIX, stream, 0, &pair) == 0)
    (descriptor, other) = (pair[0], pair[1])
    let other = other
    let hear = { @Sendable (line: String) in self.asked.withLock { $0.append(line) } }
    Thread.detachNewThread {
      for answer in answers {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(other, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        hear(String(decoding: line, as: UTF8.self))
        // In two pieces: a reader must wait for the end of the line.
        let bytes = Array((answer + "\n").utf8)
        _ = write(other, bytes, 1)
        _ = bytes[1...].withUnsafeBytes { write(other, $0.baseAddress, $0.count) }
      }
      close(other)
    }
  }

  var asks: [String] { asked.withLock { $0 } }
}

private let hello = #"""
  {"steps":[{"reading":{"footprintBytes":5,"mappedBytes":6,"availableBytes":7,"peakFootprintBytes":8,"thermalState":"fair",
  "lowPowerMode":false,"batteryPercent":80,"charging":true,"brightness":0.25,"foreground":true,"network":"airplane",
  "freeDiskBytes":9}}],"protocolVersion":1,"wallClock":"2026-03-01T00:00:00.000Z","cold":true,"identity":{"build":{
  "bundleId":"b","version":"1","configuration":"release","entitlements":[]},"device":{"model":"m","chip":"A19 Pro","os":"o",
  "osBuild":"ob","memoryBytes":8},"virtual":true,"unreadable":{"sdk":"none"}}}
  """#.replacingOccurrences(of: "\n", with: "")

@Suite struct VirtualPhoneTests {
  @Test func greetsTheBodyAndReadsItsSensors() throws {
    let prepared = try PreparedBody(answers: [hello])
    let body = try PhoneBody(descriptor: prepared.descriptor)
    #expect(prepared.asks == [#"{"ask":"hello","agent":"heatsoak-swift 1","protocolVersion":1}"#])
    #expect(body.memory() == MemoryReading(footprintBytes: 5, mappedBytes: 6, availableBytes: 7))
    #expect(body.peakFootprintBytes() == 8)
    #expect(body.environment().thermalState == .fair)
    #expect(body.environment().network == "airplane")
    #expect(body.identity().virtual)
    #expect(body.isColdLoad == true)
    #expect(body.clock.wallClock() == "2026-03-01T00:00:00.000Z")
    #expect(body.cpuUs() == nil)
  }

  @Test func refusesABodyOfAnotherVersion() throws {
    let other = hello.replacingOccurrences(of: #""protocolVersion":1"#, with: #""protocolVersion":2"#)
    let prepared = try PreparedBody(answers: [other])
    let wanted = AgentError("BODY_UNKNOWN", "the phone's body does not speak version 1")
    #expect(throws: wanted) { try PhoneBody(descriptor: prepared.descriptor) }
  }

  @Test func tellsABodyThatIsGone() throws {
    let body = try PhoneBody(descriptor: try PreparedBody(answers: [hello]).descriptor)
    #expect(throws: AgentError("BODY_GONE", "the phone's body does not answer")) { try body.ask(["ask": "probe"]) }
  }

  @Test func letsTimePassAndSamplesOnTheWay() throws {
    let steps = #"{"steps":[{"us":150000.4},{"jumpUs":-1000000,"reading":{"footprintBytes":1}},{"us":100000}]}"#
    let body = try PhoneBody(descriptor: try PreparedBody(answers: [hello, steps]).descriptor)
    let seen = Mutex<[Int64]>([])
    let ticker = body.clock.every(milliseconds: 100) {
      let us = body.clock.now().microseconds
      seen.withLock { $0.append(us) }
    }
    try body.ask(["ask": "idle"])
    ticker.stop()
    #expect(seen.withLock { $0 } == [100_000, -800_000])
    #expect(body.clock.now().microseconds == -750_000)
    #expect(body.memory().footprintBytes == 1)
  }

  @Test func eachIdGoesPastTheBody() throws {
    let answers = [
      hello, #"{"steps":[],"backend":"metal"}"#, #"{"steps":[]}"#, #"{"steps":[{"us":5}],"id":40}"#,
      #"{"steps":[],"ended":true}"#,
      #"{"steps":[],"cachedTokens":3,"bundled":true,"counters":{"promptEvalMs":2.5}}"#, #"{"steps":[],"lossNats":0.5}"#,
      #"{"steps":[]}"#,
    ]
    let prepared = try PreparedBody(answers: answers)
    let body = try PhoneBody(descriptor: prepared.descriptor)
    guard case .tokens(let engine) = Home.virtual(body, engine: TwoEngine()).engine else { return }
    let model = try engine.load(path: "m", settings: EngineSettings())
    #expect(model.facts == ModelFacts(backend: "metal"))
    var ids: [Int32] = []
    try model.generate([1, 2], count: 4) { id in
      ids.append(id)
      return true
    }
    #expect(ids == [40])
    #expect(model.cachedTokens == 3)
    #expect(model.isBundled)
    #expect(String(describing: model.counters()).contains("2.5"))
    try model.score([7]) { _, row in #expect(row[0] == -0.75) }
    model.close()
    #expect(prepared.asks[3] == #"{"ask":"token","id":1}"#)
    #expect(prepared.asks.last == #"{"ask":"unload"}"#)
  }

  @Test func theHomeAsksTheBodyForAllThatIsNotTokens() throws {
    let idle = #"{"steps":[]}"#
    let digest = #"{"steps":[],"sha256":"other"}"#
    let prepared = try PreparedBody(answers: [hello, idle, idle, idle, idle, digest])
    let home = Home.virtual(try PhoneBody(descriptor: prepared.descriptor), engine: TwoEngine())
    try home.windowOpened(4)
    try home.windowClosed(4)
    try home.probe?()
    try home.idle?(30)
    #expect(try home.digest?("/dev/null", nil) == "other")
    #expect(
      prepared.asks.dropFirst().prefix(4) == [
        #"{"ask":"opened","trial":4}"#, #"{"ask":"closed","trial":4}"#, #"{"ask":"probe"}"#,
        #"{"ask":"idle","seconds":30}"#,
      ])
  }
}

/// Ids 1, 2, 3 …
private struct TwoEngine: TokenEngine {
  let name = "two"
  let version = "2"
  func load(path: String, settings: EngineSettings) throws -> any TokenModel { TwoModel() }
}

private final class TwoModel: TokenModel {
  let facts = ModelFacts(backend: "cpu")
  let vocabularySize = 1
  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { [] }
  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    for id in 1...count { if try !each(Int32(id)) { return } }
  }
  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    [Float(-0.25)].withUnsafeBufferPointer { row(0, $0) }
  }
  func clear() {}
  func counters() -> EngineCounters? { nil }
  func close() {}
}
