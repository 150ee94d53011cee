import SwiftUI

/// One still page: an animation would be work in a measured window.
struct StatusView: View {
  let progress: LaunchProgress

  var body: some View {
    NavigationStack {
      List {
        if let status = progress.newest {
          Section("Newest launch") {
            LabeledContent("Launch", value: status.launch)
            LabeledContent("State", value: status.state).accessibilityIdentifier("state")
            LabeledContent("Trials", value: trials(status)).accessibilityIdentifier("trials")
          }
        } else {
          Section("Ready") {
            Text("Start a run on your computer: heatsoak run")
          }
        }
      }
      .navigationTitle("Heatsoak")
    }
  }

  private func trials(_ status: LaunchProgress.Status) -> String {
    status.trials.map { "\(status.trial) / \($0)" } ?? "\(status.trial)"
  }
}
