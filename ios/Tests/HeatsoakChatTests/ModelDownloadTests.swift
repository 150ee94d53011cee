import Foundation
import Testing

@testable import HeatsoakChat

/// Through URLSession and a server on this host.
@Suite(.timeLimit(.minutes(1))) struct ModelDownloadTests {
  let scratch: Scratch
  let store: ModelStore
  /// Longer than a piece of URLSession.
  let content = Data((0..<90_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })

  init() throws {
    scratch = try Scratch()
    store = try ModelStore(folder: scratch.url)
  }

  private func run(_ entry: ModelEntry, free: Int64? = nil) async throws -> InstalledModel {
    try await ModelDownload(entry, to: store, free: { free }).run { _ in }
  }

  /// Cancels when so many bytes have come, and returns what the download threw.
  private func pause(_ entry: ModelEntry, after bytes: Int64) async -> (any Error)? {
    let (steps, progress) = AsyncStream.makeStream(of: ModelDownload.Step.self)
    let download = ModelDownload(entry, to: store, free: { nil })
    let task = Task { try await download.run { progress.yield($0) } }
    for await case .receiving(let received) in steps where received >= bytes { break }
    task.cancel()
    return await thrown { _ = try await task.value }
  }

  private func installed() throws -> Data { try Data(contentsOf: store.file("m")) }

  @Test func aModelComesWholeIsCheckedAndRecorded() async throws {
    let server = try FileServer(.init(content: content))
    let model = try await run(server.entry(content))
    #expect(try installed() == content)
    #expect(model == store.installed("m"))
    #expect(model.sha256 == digest(content))
    #expect(model.etag == "\"1\"")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted() == ["m.gguf", "m.json"])
  }

  @Test func aPausedDownloadGoesOnWhereItWas() async throws {
    let server = try FileServer(.init(content: content, holdsAfter: 30_000))
    let entry = try server.entry(content)
    #expect(await pause(entry, after: 30_000) is CancellationError)
    #expect(store.receivedBytes(entry) == 30_000)
    server.change { $0.holdsAfter = nil }
    _ = try await run(entry)
    #expect(try installed() == content)
    #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=30000-"])
    #expect(server.requests.last?.headers["if-range"] == "\"1\"")
  }

  @Test func anotherVersionOnTheServerBeginsAnew() async throws {
    let server = try FileServer(.init(content: content, holdsAfter: 20_000))
    let entry = try server.entry(content)
    _ = await pause(entry, after: 20_000)
    let changed = Data(content.reversed())
    server.change { $0 = .init(content: changed, etag: "\"2\"") }
    // The catalogue still names the first one.
    #expect(await thrown { _ = try await run(entry) } as? ChatProblem == .damagedModel(name: "Model"))
    #expect(store.installed("m") == nil)
    _ = try await run(server.entry(changed))
    #expect(try installed() == changed)
  }

  @Test(arguments: [nil, "W/\"1\""] as [String?]) func withoutAStrongETagNothingIsResumed(etag: String?) async throws {
    let server = try FileServer(.init(content: content, etag: etag, holdsAfter: 20_000))
    let entry = try server.entry(content)
    _ = await pause(entry, after: 20_000)
    #expect(store.receivedBytes(entry) == 0)
    server.change { $0.holdsAfter = nil }
    _ = try await run(entry)
    #expect(try installed() == content)
    #expect(server.requests.last?.headers["range"] == nil)
  }

  @Test func aBrokenConnectionKeepsWhatCame() async throws {
    let server = try FileServer(.init(content: content, breaksAfter: 40_000))
    let entry = try server.entry(content)
    let problem = await thrown { _ = try await run(entry) } as? ChatProblem
    #expect(problem == .serverUnreachable(host: "127.0.0.1"))
    #expect(store.receivedBytes(entry) == 40_000)
    server.change { $0.breaksAfter = nil }
    _ = try await run(entry)
    #expect(try installed() == content)
  }

  @Test func wrongBytesAreRefusedAndTheOlderVersionStays() async throws {
    let server = try FileServer(.init(content: content))
    _ = try await run(server.entry(content))
    let other = try server.entry(content, sha256: String(repeating: "0", count: 64))
    #expect(await thrown { _ = try await run(other) } as? ChatProblem == .damagedModel(name: "Model"))
    #expect(try installed() == content)
    #expect(store.installed("m")?.sha256 == digest(content))
    #expect(store.receivedBytes(other) == 0)
  }

  @Test func moreThanWasPromisedIsNotTaken() async throws {
    let server = try FileServer(.init(content: content))
    let entry = try server.entry(content, size: 1000)
    #expect(await thrown { _ = try await run(entry) } as? ChatProblem == .damagedModel(name: "Model"))
    #expect(store.installed("m") == nil)
  }

  @Test func withoutRoomNothingIsAsked() async throws {
    let server = try FileServer(.init(content: content))
    let needed = Int64(content.count) + ModelDownload.reserveBytes
    let problem = await thrown { _ = try await run(server.entry(content), free: needed - 1) } as? ChatProblem
    #expect(problem == .noSpace(needed: needed, free: needed - 1))
    #expect(server.requests.isEmpty)
    _ = try await run(server.entry(content), free: needed)
  }

  #if os(Linux)
    @Test func aDiskThatFillsOnTheWayIsSaid() async throws {
      let server = try FileServer(.init(content: content))
      let entry = try server.entry(content)
      try store.begin(
        .init(url: entry.url, sizeBytes: entry.sizeBytes, sha256: entry.sha256, etag: "\"1\""), id: "m")
      try FileManager.default.createSymbolicLink(atPath: store.part("m").path, withDestinationPath: "/dev/full")
      let problem = await thrown { _ = try await run(entry, free: 1 << 40) } as? ChatProblem
      guard case .noSpace(_, let free) = problem else {
        Issue.record("\(String(describing: problem))")
        return
      }
      #expect(free == 1 << 40)
    }
  #endif

  @Test func aRefusalHasItsStatus() async throws {
    let server = try FileServer(.init(content: content, status: 404))
    guard case .serverRefused(404, _) = await thrown({ _ = try await run(server.entry(content)) }) as? ChatProblem
    else {
      Issue.record("not refused")
      return
    }
  }

  @Test func aPartThatBeginsElsewhereIsThrownAway() async throws {
    let server = try FileServer(.init(content: content, holdsAfter: 20_000))
    let entry = try server.entry(content)
    _ = await pause(entry, after: 20_000)
    server.change {
      $0.holdsAfter = nil
      $0.wrongStart = 10
    }
    #expect(await thrown { _ = try await run(entry) } as? ChatProblem == .damagedModel(name: "Model"))
    #expect(store.receivedBytes(entry) == 0)
  }

  @Test func whatIsLongerThanTheServersFileIsThrownAway() async throws {
    let server = try FileServer(.init(content: content, holdsAfter: 20_000))
    let entry = try server.entry(content)
    _ = await pause(entry, after: 20_000)
    server.change {
      $0.holdsAfter = nil
      $0.content = Data("short".utf8)
    }
    #expect(await thrown { _ = try await run(entry) } as? ChatProblem == .damagedModel(name: "Model"))
    #expect(store.receivedBytes(entry) == 0)
  }

  @Test func nobodyThereIsSaid() async throws {
    let server = try FileServer(.init(content: content))
    let entry = ModelEntry(
      id: "m", name: "Model", url: try #require(URL(string: "http://127.0.0.1:1/m")), sizeBytes: 3, sha256: nil)
    #expect(await thrown { _ = try await run(entry) } as? ChatProblem == .serverUnreachable(host: "127.0.0.1"))
    #expect(server.requests.isEmpty)
  }

  @Test func aFileThatWasWholeBeforeTheAppEndedNeedsNoServer() async throws {
    let server = try FileServer(.init(content: content))
    let entry = try server.entry(content)
    try store.begin(
      .init(url: entry.url, sizeBytes: entry.sizeBytes, sha256: entry.sha256, etag: "\"1\""), id: "m")
    try content.write(to: store.part("m"))
    _ = try await run(entry)
    #expect(server.requests.isEmpty)
    #expect(try installed() == content)
  }
}
