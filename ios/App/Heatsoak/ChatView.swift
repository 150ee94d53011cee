import HeatsoakChat
import SwiftUI

/// A chat: its messages, and a field to ask in.
struct ChatView: View {
  let app: ChatApp
  @Bindable var session: ChatSession

  var body: some View {
    NavigationStack {
      ScrollView {
        LazyVStack(alignment: .leading, spacing: 12) {
          if session.conversation.messages.isEmpty { Text("Ask something.").foregroundStyle(.secondary) }
          ForEach(session.conversation.messages) { MessageView(message: $0) }
        }
        .padding()
      }
      .defaultScrollAnchor(.bottom)
      .safeAreaInset(edge: .bottom) { field }
      .navigationTitle("Chat")
      .toolbar {
        Button("New chat", systemImage: "square.and.pencil") { session.clear() }
          .disabled(session.conversation.messages.isEmpty)
      }
    }
  }

  private var field: some View {
    HStack(alignment: .bottom) {
      TextField("Message", text: $session.draft, axis: .vertical)
        .lineLimit(1...6)
        .textFieldStyle(.roundedBorder)
        .accessibilityIdentifier("message")
      if session.conversation.isAnswering {
        Button("Stop", systemImage: "stop.circle.fill") { session.stop() }
      } else {
        Button("Send", systemImage: "arrow.up.circle.fill") { Task { await app.send() } }
          .disabled(!session.canSend)
      }
    }
    .labelStyle(.iconOnly)
    .font(.title2)
    .padding()
    .background(.bar)
  }
}
