import HeatsoakAgent
import HeatsoakChat
import SwiftUI

/// The newest launch of a bench with the numbers of its log. Nothing moves but when a trial has ended: an animation would be work in
/// a measured window.
struct BenchView: View {
  let bench: BenchFollower

  var body: some View {
    NavigationStack {
      List {
        if let log = bench.log {
          BenchSections(log: log, curve: ThrottleCurve(log))
        } else {
          Text("Nothing was measured yet. Start a run on your computer: heatsoak run")
        }
      }
      .navigationTitle("Bench")
      .task { await bench.follow() }
    }
  }
}

/// What a log says.
struct BenchSections: View {
  let log: BenchLog
  let curve: ThrottleCurve

  var body: some View {
    Section("Launch") {
      LabeledContent("Name", value: log.launch)
      LabeledContent("State") { state }
      if let backend = log.backend { LabeledContent("Computes on", value: backend) }
      if let seconds = log.loadSeconds { LabeledContent("Load time", value: "\(number(seconds, digits: 2)) s") }
      LabeledContent("Peak memory", value: log.peakBytes.formatted(.byteCount(style: .memory)))
    }
    if !curve.points.isEmpty {
      Section("Speed over time") { ThrottleCurveView(curve: curve) }
    }
    Section("Trials") {
      ForEach(log.trials.filter(\.isScored)) { TrialRow(trial: $0) }
    }
  }

  private var state: Text {
    switch log.state {
    case .running: Text("Running")
    case .finished: Text("Finished")
    case .failed(let code, let message): Text(verbatim: "\(code): \(message)")
    }
  }
}

/// One trial.
private struct TrialRow: View {
  let trial: BenchTrial

  var body: some View {
    LabeledContent {
      VStack(alignment: .trailing) {
        if let speed = trial.tokensPerSecond { Text("\(number(speed, digits: 2)) tokens a second") }
        if let first = trial.firstTokenMs { Text("first token after \(number(first, digits: 0)) ms") }
      }
    } label: {
      Text(verbatim: "\(trial.number) \(trial.name)")
    }
    .accessibilityElement(children: .combine)
  }
}

/// A number in the reader's way of writing it.
func number(_ value: Double, digits: Int) -> String { value.formatted(.number.precision(.fractionLength(digits))) }
