import Foundation
import HeatsoakAgent
import Observation

/// Where a secret is kept; on a phone that is the keychain.
public protocol SecretStore: Sendable {
  /// What is kept, or nil.
  func read() -> String?
  /// Keeps it; nil takes it away. Throws what the store says.
  func write(_ secret: String?) throws
}

/// The app without its views: settings, models, the chat and the bench, and what one of them forbids another.
@MainActor @Observable public final class ChatApp {
  /// What the user has set. A change is written at once.
  public var settings: ChatSettings { didSet { if settings != oldValue { save() } } }
  /// Why the settings could not be written; nil where they were.
  public private(set) var settingsProblem: ChatProblem?
  /// The models.
  public let library: ModelLibrary
  /// The chat.
  public let session = ChatSession()
  /// The newest launch of a bench.
  public let bench: BenchFollower
  private let lock: BenchLock
  private let engine: any ChatEngine
  private let file: SettingsFile
  private let secrets: any SecretStore
  private var phone: PhoneAnswerer?

  /// `documents` holds the models, a `catalogue.json` of one's own where there is one, and the launches of benches; `support` the
  /// settings. `catalogue` is the app's own, `lock` what a bench takes while it runs. Throws where the folders cannot be made or the
  /// catalogue cannot be read.
  public init(
    documents: URL, support: URL, catalogue: Data, engine: any ChatEngine, secrets: any SecretStore, lock: BenchLock
  ) throws {
    let own = try? Catalogue.read(Data(contentsOf: documents.appendingPathComponent("catalogue.json")))
    let store = try ModelStore(folder: documents.appendingPathComponent("models"))
    library = ModelLibrary(try own ?? Catalogue.read(catalogue), store: store)
    bench = BenchFollower(documents: documents)
    file = SettingsFile(support.appendingPathComponent("settings.json"))
    settings = file.read()
    self.engine = engine
    self.secrets = secrets
    self.lock = lock
  }

  /// The model that answers: the one that is set, or the first that is there.
  public var model: ModelEntry? {
    library.installed.first { $0.id == settings.model } ?? library.installed.first
  }

  /// The key of the server; the setter keeps it where no file holds it.
  public var serverKey: String {
    get { secrets.read() ?? "" }
    set { keep { try secrets.write(newValue.isEmpty ? nil : newValue) } }
  }

  /// Asks what is written in the chat.
  public func send() async {
    guard session.canSend else { return }
    session.send(to: await answerer(), limit: settings.answerTokens)
  }

  /// To be called before a bench begins in an app that was used already: ends the answer and gives the model's memory back.
  public func makeRoomForBench() async {
    session.stop()
    await phone?.unload()
    phone = nil
  }

  private func answerer() async -> Route {
    let wanted = model.map(phoneModel)
    if phone?.model != wanted {
      // Two models would not fit side by side.
      await phone?.unload()
      phone = wanted.map { PhoneAnswerer($0, engine: engine, lock: lock) }
    }
    let server = settings.server(key: secrets.read()).map { ServerAnswerer($0) }
    return Route(mode: settings.mode, phone: phone, server: server)
  }

  private func phoneModel(_ entry: ModelEntry) -> PhoneModel {
    let engine = EngineSettings(
      backend: settings.backend, contextTokens: settings.contextTokens,
      threads: max(1, ProcessInfo.processInfo.activeProcessorCount - 2))
    return PhoneModel(
      name: entry.name, path: library.store.file(entry.id).path, sizeBytes: entry.sizeBytes, memory: entry.memory,
      settings: engine, keepsPromptCache: settings.keepsPromptCache)
  }

  private func save() { keep { try file.write(settings) } }

  private func keep(_ write: () throws -> Void) {
    do {
      try write()
      settingsProblem = nil
    } catch {
      settingsProblem = .of(error)
    }
  }
}
