import Foundation
import HeatsoakAgent
import Synchronization
import Testing

@testable import HeatsoakChat

private final class Drawer: SecretStore {
  private let secret = Mutex<String?>(nil)
  func read() -> String? { secret.withLock { $0 } }
  func write(_ secret: String?) throws { self.secret.withLock { $0 = secret } }
}

@Suite(.timeLimit(.minutes(1))) @MainActor struct ChatAppTests {
  let scratch: Scratch
  let content = Data("model".utf8)
  let engine = SpeakingEngine(says: "ok")
  let lock = BenchLock()

  init() throws { scratch = try Scratch() }

  private func app(_ entry: ModelEntry? = nil) throws -> ChatApp {
    let catalogue = try JSONEncoder().encode(Catalogue(models: entry.map { [$0] } ?? []))
    return try ChatApp(
      documents: scratch.url, support: scratch.url.appendingPathComponent("support"), catalogue: catalogue,
      engine: engine, secrets: Drawer(), lock: lock)
  }

  private func withModel() async throws -> ChatApp {
    let server = try FileServer(.init(content: content))
    let entry = try server.entry(content)
    let app = try app(entry)
    app.library.download(entry)
    await app.library.finished(entry)
    #expect(app.model == entry)
    return app
  }

  private func ask(_ app: ChatApp, _ question: String) async -> ChatMessage? {
    app.session.draft = question
    await app.send()
    await app.session.finished()
    return app.session.conversation.messages.last
  }

  @Test func aDownloadedModelAnswers() async throws {
    let app = try await withModel()
    let answer = await ask(app, "Hi")
    #expect(answer?.text == "ok")
    #expect(answer?.origin == .phone(model: "Model"))
  }

  @Test func anotherContextOpensTheModelAnew() async throws {
    let app = try await withModel()
    _ = await ask(app, "Hi")
    _ = await ask(app, "more")
    #expect(engine.log.lines.filter { $0 == "open" }.count == 1)
    app.settings.contextTokens = 2048
    _ = await ask(app, "again")
    #expect(engine.log.lines.filter { !$0.hasPrefix("generate") } == ["open", "close", "open"])
  }

  @Test func aBenchFindsNoModelAndTheChatWaits() async throws {
    let app = try await withModel()
    _ = await ask(app, "Hi")
    await app.makeRoomForBench()
    #expect(engine.log.lines.last == "close")
    let bench = try UncachedEngine(engine, lock: lock).load(path: "", settings: EngineSettings())
    #expect(await ask(app, "now?")?.state == .failed(.benchRuns))
    bench.close()
    #expect(await ask(app, "now?")?.text == "ok")
  }

  @Test func withoutAModelAndAServerNobodyAnswers() async throws {
    #expect(await ask(try app(), "Hi")?.state == .failed(.nobodyAnswers))
  }

  @Test func settingsStayAndTheKeyIsInNoFile() async throws {
    let first = try app()
    first.settings.serverAddress = "https://example.org/v1"
    first.serverKey = "secret"
    #expect(first.settingsProblem == nil)
    #expect(try app().settings == first.settings)
    let file = scratch.url.appendingPathComponent("support/settings.json")
    #expect(try !String(contentsOf: file, encoding: .utf8).contains("secret"))
    #expect(first.serverKey == "secret")
  }

  @Test func settingsThatCannotBeWrittenAreSaid() throws {
    let app = try app()
    try Data().write(to: scratch.url.appendingPathComponent("support"))
    app.settings.contextTokens = 2048
    #expect(app.settingsProblem != nil)
  }

  @Test func aCatalogueOfOnesOwnTakesThePlaceOfTheApps() throws {
    let entry = ModelEntry(
      id: "own", name: "Own", url: try #require(URL(string: "https://example.org/m")), sizeBytes: 1, sha256: nil)
    let file = scratch.url.appendingPathComponent("catalogue.json")
    try JSONEncoder().encode(Catalogue(models: [entry])).write(to: file)
    #expect(try app().library.catalogue.models == [entry])
    try Data("damaged".utf8).write(to: file)
    #expect(try app().library.catalogue.models.isEmpty)
  }
}
