import Foundation
import HeatsoakChat
import SwiftUI

/// A problem in the reader's language, with what to do about it.
struct ProblemView: View {
  let problem: ChatProblem

  var body: some View {
    Label {
      sentence
    } icon: {
      Image(systemName: "exclamationmark.triangle").accessibilityHidden(true)
    }
    .foregroundStyle(.red)
  }

  /// The same without its sign.
  var sentence: Text {
    switch problem {
    case .noSpace(let needed, let free):
      Text("There is no room: \(bytes(needed)) are needed, and \(bytes(free)) are free. Delete something, then go on.")
    case .notEnoughMemory(let context, let needed, let available, let fits) where fits > 0:
      Text(
        "Not enough memory for a context of \(context.formatted()) tokens: it needs \(bytes(needed)), and there are \(bytes(available)). Choose \(fits.formatted()) or less in Settings."
      )
    case .notEnoughMemory(_, let needed, let available, _):
      Text(
        "Not enough memory for this model: it needs \(bytes(needed)), and there are \(bytes(available)). Choose a smaller model."
      )
    case .damagedModel(let name):
      Text("The file of \(name) is damaged. Delete the model and load it again.")
    case .unreadableModel(let name, let reason):
      Text("\(name) cannot be opened: \(reason)")
    case .questionTooLong(let tokens, let context):
      Text("The question has \(tokens.formatted()) tokens, and the context holds \(context.formatted()). Shorten it.")
    case .noNetwork:
      Text("There is no way to the Internet.")
    case .serverUnreachable(let host):
      Text("\(host) does not answer.")
    case .serverRefused(let status, let reason):
      Text("The server refused: \(status.formatted(.number.grouping(.never))) \(reason)")
    case .nobodyAnswers:
      Text("There is no model on this phone and no server is set. Load a model first.")
    case .benchRuns:
      Text("A bench is running: an answer would be measured with it. Wait for its end.")
    case .other(let text):
      Text(verbatim: text)
    }
  }

  private func bytes(_ count: Int64) -> String { count.formatted(.byteCount(style: .file)) }
}
