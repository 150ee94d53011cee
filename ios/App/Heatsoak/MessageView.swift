import HeatsoakChat
import SwiftUI

/// One message; under an answer where it was made and what it took.
struct MessageView: View {
  let message: ChatMessage

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      who.font(.caption).foregroundStyle(.secondary)
      if !message.text.isEmpty { Text(verbatim: message.text).textSelection(.enabled) }
      end.font(.footnote)
      if let origin = message.origin { OriginView(origin: origin) }
      if let numbers = message.numbers { NumbersView(numbers: numbers) }
    }
    .accessibilityElement(children: .combine)
  }

  private var who: Text { message.role == .user ? Text("You") : Text("Answer") }

  @ViewBuilder private var end: some View {
    switch message.state {
    case .complete: EmptyView()
    case .streaming: ProgressView().accessibilityLabel("Answering")
    case .stopped: Text("Stopped").foregroundStyle(.secondary)
    case .failed(let problem): ProblemView(problem: problem)
    }
  }
}

/// Whose an answer is: a server is always named.
private struct OriginView: View {
  let origin: AnswerOrigin

  var body: some View {
    text.font(.caption).foregroundStyle(.secondary)
  }

  private var text: Text {
    switch origin {
    case .phone(let model): Text("On this phone: \(model)")
    case .server(let host, .chosen): Text("From the server \(host), as set")
    case .server(let host, .noModel): Text("From the server \(host): there is no model on this phone")
    case .server(let host, .phoneFailed(let problem)):
      Text("From the server \(host), because this phone could not answer. ") + ProblemView(problem: problem).sentence
    }
  }
}

/// What an answer took.
private struct NumbersView: View {
  let numbers: AnswerNumbers

  var body: some View {
    VStack(alignment: .leading) {
      if let speed = numbers.tokensPerSecond {
        Text("\(speed.formatted(.number.precision(.fractionLength(1)))) tokens a second")
      }
      if let cached = numbers.cachedTokens, cached > 0 {
        Text("\(cached.formatted()) tokens of the prompt came from the cache")
      }
      if numbers.messagesLeftOut > 0 {
        Text("\(numbers.messagesLeftOut.formatted()) older messages had no room in the context")
      }
    }
    .font(.caption)
    .foregroundStyle(.secondary)
  }
}
