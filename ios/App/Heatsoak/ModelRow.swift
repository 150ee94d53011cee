import Foundation
import HeatsoakChat
import SwiftUI

/// One model: how it stands with it, and what may be done.
struct ModelRow: View {
  let entry: ModelEntry
  let library: ModelLibrary

  var body: some View {
    VStack(alignment: .leading, spacing: 6) {
      Text(verbatim: entry.name).font(.headline)
      Text(verbatim: bytes(entry.sizeBytes)).font(.subheadline).foregroundStyle(.secondary)
      state
    }
  }

  @ViewBuilder private var state: some View {
    switch library.state(entry) {
    case .absent:
      load(Label("Download", systemImage: "square.and.arrow.down"))
    case .receiving(let received):
      progress(received)
      Button("Pause", systemImage: "pause.fill") { library.pause(entry) }
    case .checking:
      ProgressView("Checking")
    case .paused(let received):
      progress(received)
      load(Label("Resume", systemImage: "play.fill"))
      delete
    case .installed(let hasUpdate):
      Label("On this phone", systemImage: "checkmark.circle").font(.footnote)
      if hasUpdate { load(Label("Update", systemImage: "arrow.down.circle")) }
      delete
    case .failed(let problem):
      ProblemView(problem: problem).font(.footnote)
      load(Label("Try again", systemImage: "arrow.clockwise"))
      delete
    }
  }

  private func progress(_ received: Int64) -> some View {
    ProgressView(value: Double(received), total: Double(max(1, entry.sizeBytes))) {
      Text("\(bytes(received)) of \(bytes(entry.sizeBytes))").font(.footnote)
    }
  }

  private func load(_ label: Label<Text, Image>) -> some View {
    Button {
      library.download(entry)
    } label: {
      label
    }
    .buttonStyle(.borderless)
  }

  private var delete: some View {
    Button("Delete", systemImage: "trash", role: .destructive) { Task { await library.remove(entry) } }
      .buttonStyle(.borderless)
  }

  private func bytes(_ count: Int64) -> String { count.formatted(.byteCount(style: .file)) }
}
