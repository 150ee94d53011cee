import Foundation
import HeatsoakChat
import HeatsoakKit
import HeatsoakLlama
import HeatsoakLlamaChat
import SwiftUI

/// A chat with models on the phone; and the app that is measured where one has no app of one's own. Started to be measured it shows
/// how far the launch is, and nothing else runs.
@main struct HeatsoakApp: App {
  @State private var progress = LaunchProgress()
  @State private var app: ChatApp?
  @State private var isMeasured: Bool
  @State private var problem: String?
  private nonisolated static let lock = BenchLock()

  init() {
    isMeasured = HeatsoakAgent.runIfRequested(engine: UncachedEngine(LlamaEngine(), lock: Self.lock))
  }

  var body: some Scene {
    WindowGroup {
      Group {
        if isMeasured {
          StatusView(progress: progress)
        } else if let app {
          MainView(app: app)
        } else if let problem {
          Text(verbatim: problem)
        } else {
          ProgressView("Starting")
        }
      }
      .onOpenURL { url in Task { await measure(by: url) } }
      .task { await start() }
    }
  }

  private func start() async {
    guard !isMeasured else { return await progress.follow() }
    do { app = try Self.open() } catch { problem = "\(error)" }
    if let incoming = SharedFolder.incoming { await app?.library.takeOver(from: incoming) }
  }

  /// A link may come while the chat has a model open: both would not fit.
  private func measure(by url: URL) async {
    guard BenchRequest(url: url) != nil else { return }
    await app?.makeRoomForBench()
    if HeatsoakAgent.runIfRequested(by: url, engine: UncachedEngine(LlamaEngine(), lock: Self.lock)) {
      isMeasured = true
      await progress.follow()
    }
  }

  private static func open() throws -> ChatApp {
    let folders = FileManager.default
    let documents = folders.urls(for: .documentDirectory, in: .userDomainMask)[0]
    let support = folders.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
    guard let file = Bundle.main.url(forResource: "Catalogue", withExtension: "json") else {
      throw CocoaError(.fileNoSuchFile)
    }
    let app = try ChatApp(
      documents: documents, support: support, catalogue: Data(contentsOf: file), engine: LlamaChatEngine(),
      secrets: Keychain(), lock: lock)
    // Models can be had again: gigabytes belong in no backup.
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    var models = app.library.store.folder
    try models.setResourceValues(values)
    return app
  }
}
