import HeatsoakKit  // 1
import SwiftUI

/// An app that is somebody else's, joined in three lines.
@main struct JoinedApp: App {
  init() {
    HeatsoakAgent.runIfRequested(engine: OwnEngine())  // 2
  }

  var body: some Scene {
    WindowGroup {
      Text("My app")
        .onOpenURL { HeatsoakAgent.runIfRequested(by: $0, engine: OwnEngine()) }  // 3
    }
  }
}
