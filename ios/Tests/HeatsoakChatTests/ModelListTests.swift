import Foundation
import Testing

@testable import HeatsoakChat

@Suite(.timeLimit(.minutes(1))) struct UpdateCheckTests {
  let content = Data("model".utf8)

  private func model(_ entry: ModelEntry, sha256: String = "a", etag: String?) -> InstalledModel {
    InstalledModel(id: "m", sha256: sha256, sizeBytes: 5, url: entry.url, etag: etag)
  }

  private func entry(_ server: FileServer) throws -> ModelEntry {
    ModelEntry(id: "m", name: "Model", url: try server.entry(content).url, sizeBytes: 5, sha256: nil)
  }

  @Test func theHashOfTheCatalogueDecidesWithoutANetwork() async throws {
    let server = try FileServer(.init(content: content))
    let named = try server.entry(content)
    #expect(try await UpdateCheck(named, installed: model(named, etag: "\"1\"")).isThereAnother())
    let same = model(named, sha256: digest(content), etag: "\"0\"")
    #expect(try await !UpdateCheck(named, installed: same).isThereAnother())
    #expect(server.requests.isEmpty)
  }

  @Test func anotherETagIsAnotherVersion() async throws {
    let server = try FileServer(.init(content: content))
    let entry = try entry(server)
    #expect(try await !UpdateCheck(entry, installed: model(entry, etag: "\"1\"")).isThereAnother())
    #expect(try await UpdateCheck(entry, installed: model(entry, etag: "\"0\"")).isThereAnother())
    #expect(server.requests.allSatisfy { $0.method == "HEAD" })
    #expect(server.requests.count == 2)
  }

  @Test func withoutAnETagThereIsNothingToAsk() async throws {
    let server = try FileServer(.init(content: content))
    let entry = try entry(server)
    #expect(try await !UpdateCheck(entry, installed: model(entry, etag: nil)).isThereAnother())
    #expect(server.requests.isEmpty)
  }

  @Test func aRefusalIsNoAnswer() async throws {
    let server = try FileServer(.init(content: content, status: 500))
    let entry = try entry(server)
    let problem = await thrown { _ = try await UpdateCheck(entry, installed: model(entry, etag: "x")).isThereAnother() }
    #expect(problem as? ChatProblem == .serverRefused(status: 500, reason: ""))
  }
}

@Suite(.timeLimit(.minutes(1))) @MainActor struct ModelLibraryTests {
  let scratch: Scratch
  let content = Data((0..<60_000).map { UInt8(truncatingIfNeeded: $0) })

  init() throws { scratch = try Scratch() }

  private func library(_ entry: ModelEntry) throws -> ModelLibrary {
    ModelLibrary(Catalogue(models: [entry]), store: try ModelStore(folder: scratch.url), free: { nil })
  }

  @Test func aDownloadIsShownPausedAndResumed() async throws {
    let server = try FileServer(.init(content: content, holdsAfter: 25_000))
    let entry = try server.entry(content)
    let library = try library(entry)
    #expect(library.state(entry) == .absent)
    library.download(entry)
    while library.state(entry) != .receiving(25_000) { await Task.yield() }
    library.pause(entry)
    await library.finished(entry)
    #expect(library.state(entry) == .paused(25_000))
    // An app that is started again finds it so too.
    #expect(try self.library(entry).state(entry) == .paused(25_000))
    server.change { $0.holdsAfter = nil }
    library.download(entry)
    await library.finished(entry)
    #expect(library.state(entry) == .installed(hasUpdate: false))
    #expect(library.installed == [entry])
  }

  @Test func aFailureIsShownAndMayBeTriedAgain() async throws {
    let server = try FileServer(.init(content: content, status: 503))
    let entry = try server.entry(content)
    let library = try library(entry)
    library.download(entry)
    await library.finished(entry)
    guard case .failed(.serverRefused(503, _)) = library.state(entry) else {
      Issue.record("\(library.state(entry))")
      return
    }
    server.change { $0.status = nil }
    library.download(entry)
    await library.finished(entry)
    #expect(library.state(entry) == .installed(hasUpdate: false))
  }

  @Test func anUpdateIsFoundAndTakesThePlaceOfTheOld() async throws {
    let server = try FileServer(.init(content: content))
    let first = try library(server.entry(content))
    first.download(try server.entry(content))
    await first.finished(try server.entry(content))
    let changed = Data(content.reversed())
    server.change { $0 = .init(content: changed, etag: "\"2\"") }
    let entry = try server.entry(changed)
    let library = try library(entry)
    await library.checkForUpdates()
    #expect(library.state(entry) == .installed(hasUpdate: true))
    library.download(entry)
    await library.finished(entry)
    #expect(try Data(contentsOf: library.store.file("m")) == changed)
    #expect(library.state(entry) == .installed(hasUpdate: false))
  }

  @Test func aRemovedModelIsGone() async throws {
    let server = try FileServer(.init(content: content))
    let entry = try server.entry(content)
    let library = try library(entry)
    library.download(entry)
    await library.finished(entry)
    await library.remove(entry)
    #expect(library.state(entry) == .absent)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).isEmpty)
  }

  @Test func aModelWhoseFileWasCutIsDamaged() async throws {
    let server = try FileServer(.init(content: content))
    let entry = try server.entry(content)
    let library = try library(entry)
    library.download(entry)
    await library.finished(entry)
    try content.dropLast().write(to: library.store.file("m"))
    #expect(try self.library(entry).state(entry) == .failed(.damagedModel(name: "Model")))
    #expect(library.installed.isEmpty)
  }
}

/// What the system fetched while the app did not run.
@Suite @MainActor struct IncomingModelsTests {
  let scratch: Scratch
  let content = Data("model".utf8)
  let folder: URL

  init() throws {
    scratch = try Scratch()
    folder = scratch.url.appendingPathComponent("incoming")
  }

  private func entry() throws -> ModelEntry {
    let url = try #require(URL(string: "https://example.org/m"))
    return ModelEntry(id: "m", name: "Model", url: url, sizeBytes: 5, sha256: digest(content))
  }

  private func fetch(_ bytes: Data) throws {
    let file = scratch.url.appendingPathComponent("fetched")
    try bytes.write(to: file)
    try IncomingModels.keep(file, id: "m", in: folder)
  }

  private func library() throws -> ModelLibrary {
    let store = try ModelStore(folder: scratch.url.appendingPathComponent("models"))
    return ModelLibrary(Catalogue(models: [try entry()]), store: store)
  }

  @Test func aFetchedModelIsCheckedAndInstalled() async throws {
    #expect(IncomingModels.wanted(Catalogue(models: [try entry()]), in: folder)?.id == "m")
    try fetch(content)
    #expect(IncomingModels.wanted(Catalogue(models: [try entry()]), in: folder) == nil)
    let library = try library()
    await library.takeOver(from: folder)
    #expect(library.state(try entry()) == .installed(hasUpdate: false))
    #expect(try Data(contentsOf: library.store.file("m")) == content)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func oneThatIsDamagedIsThrownAway() async throws {
    try fetch(Data("other".utf8))
    let library = try library()
    await library.takeOver(from: folder)
    #expect(library.state(try entry()) == .failed(.damagedModel(name: "Model")))
    #expect(library.installed.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func withoutOneNothingChanges() async throws {
    let library = try library()
    await library.takeOver(from: folder)
    #expect(library.state(try entry()) == .absent)
  }
}

@Suite struct CatalogueTests {
  @Test func namesThatAreNoFilesAndSecondOnesAreLeftOut() throws {
    let ids = ["good-1.5_q4", "../evil", "a/b", "", ".hidden", "good-1.5_q4", "ü"]
    let models = ids.map { #"{"id":"\#($0)","name":"n","url":"https://example.org/m","sizeBytes":1}"# }
    let text = #"{"models":[\#(models.joined(separator: ","))]}"#
    #expect(try Catalogue.read(Data(text.utf8)).models.map(\.id) == ["good-1.5_q4"])
  }

  @Test(
    arguments: [
      ("bytes 5-9/10", 5, 10), ("bytes 5-9/*", 5, nil), ("items 5-9/10", nil, nil), ("bytes */10", nil, nil),
      ("", nil, nil),
    ] as [(String, Int64?, Int64?)])
  func aContentRangeSaysWhereItBegins(text: String, first: Int64?, total: Int64?) {
    #expect(ContentRange(text)?.first == first)
    #expect(ContentRange(text)?.total == total)
  }
}
