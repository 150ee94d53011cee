import HeatsoakChat
import SwiftUI

/// The models that can be had.
struct ModelsView: View {
  let library: ModelLibrary

  var body: some View {
    NavigationStack {
      List(library.catalogue.models) { ModelRow(entry: $0, library: library) }
        .navigationTitle("Models")
        .toolbar {
          Button("Check for updates", systemImage: "arrow.clockwise") { Task { await library.checkForUpdates() } }
        }
    }
  }
}
