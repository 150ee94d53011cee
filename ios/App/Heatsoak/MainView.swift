import HeatsoakChat
import SwiftUI

/// The four screens.
struct MainView: View {
  @Bindable var app: ChatApp

  var body: some View {
    TabView {
      ChatView(app: app, session: app.session)
        .tabItem { Label("Chat", systemImage: "bubble.left.and.bubble.right") }
      ModelsView(library: app.library)
        .tabItem { Label("Models", systemImage: "square.and.arrow.down") }
      BenchView(bench: app.bench)
        .tabItem { Label("Bench", systemImage: "gauge.with.needle") }
      SettingsView(app: app)
        .tabItem { Label("Settings", systemImage: "gearshape") }
    }
  }
}
