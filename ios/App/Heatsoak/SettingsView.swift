import HeatsoakChat
import SwiftUI

/// What a user may set.
struct SettingsView: View {
  @Bindable var app: ChatApp
  @State private var key = ""

  var body: some View {
    NavigationStack {
      Form {
        answers
        model
        server
        if let problem = app.settingsProblem { ProblemView(problem: problem) }
      }
      .navigationTitle("Settings")
      .onAppear { key = app.serverKey }
    }
  }

  private var answers: some View {
    Section {
      Picker("Answers come from", selection: $app.settings.mode) {
        Text("This phone only").tag(AnswerMode.offline)
        Text("This phone, else the server").tag(AnswerMode.fallback)
        Text("The server").tag(AnswerMode.online)
      }
      Picker("Longest answer in tokens", selection: $app.settings.answerTokens) {
        ForEach(ChatSettings.answerChoices, id: \.self) { Text(verbatim: $0.formatted()).tag($0) }
      }
    } header: {
      Text("Answers")
    } footer: {
      Text("With “This phone only” nothing that you write leaves the phone.")
    }
  }

  private var model: some View {
    Section {
      Picker("Model", selection: $app.settings.model) {
        Text("The first that is there").tag("")
        ForEach(app.library.installed) { Text(verbatim: $0.name).tag($0.id) }
      }
      Picker("Context in tokens", selection: $app.settings.contextTokens) {
        ForEach(ChatSettings.contextChoices, id: \.self) { Text(verbatim: $0.formatted()).tag($0) }
      }
      Picker("Computes on", selection: $app.settings.backend) {
        ForEach(ChatSettings.backendChoices, id: \.self) { Text(verbatim: $0).tag($0) }
      }
      Toggle("Keep what the model has read", isOn: $app.settings.keepsPromptCache)
    } header: {
      Text("Model on this phone")
    } footer: {
      Text("The next question is then answered sooner. A bench never uses it.")
    }
  }

  private var server: some View {
    Section {
      TextField("https://my-mac.local:8080/v1", text: $app.settings.serverAddress)
        .textInputAutocapitalization(.never)
        .autocorrectionDisabled()
        .accessibilityLabel("Address")
      TextField("Model of the server", text: $app.settings.serverModel)
        .textInputAutocapitalization(.never)
        .autocorrectionDisabled()
      SecureField("Key", text: $key).onChange(of: key) { app.serverKey = key }
      if !app.settings.serverAddress.isEmpty, app.settings.server(key: nil) == nil {
        Text("This is no address that may be used: outside your own network it has to begin with https.")
          .foregroundStyle(.red)
      }
    } header: {
      Text("Server that speaks OpenAI’s protocol")
    } footer: {
      Text("The key is kept in the keychain.")
    }
  }
}
