import HeatsoakKit
import HeatsoakLlama
import SwiftUI

/// The app that is measured where one has no app of one's own: it runs what the harness asks for, with llama.cpp.
@main struct HeatsoakApp: App {
  @State private var progress = LaunchProgress()

  init() {
    HeatsoakAgent.runIfRequested(engine: LlamaEngine())
  }

  var body: some Scene {
    WindowGroup {
      StatusView(progress: progress)
        .onOpenURL { HeatsoakAgent.runIfRequested(by: $0, engine: LlamaEngine()) }
        .task { await progress.follow() }
    }
  }
}
