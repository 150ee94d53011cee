import Foundation
import Testing

@testable import HeatsoakChat

@Suite struct SettingsTests {
  @Test func settingsAreReadAsTheyWereWritten() throws {
    let scratch = try Scratch()
    let file = SettingsFile(scratch.url.appendingPathComponent("a/settings.json"))
    #expect(file.read() == ChatSettings())
    var settings = ChatSettings()
    settings.mode = .offline
    settings.contextTokens = 8192
    settings.keepsPromptCache = false
    try file.write(settings)
    #expect(file.read() == settings)
  }

  @Test(arguments: ["{}", "", "[]", #"{"contextTokens":"many","unknown":1}"#, #"{"mode":"telepathy"}"#])
  func whatCannotBeReadHasItsDefault(text: String) throws {
    let scratch = try Scratch()
    let file = scratch.url.appendingPathComponent("settings.json")
    try Data(text.utf8).write(to: file)
    #expect(SettingsFile(file).read() == ChatSettings())
  }

  @Test func oneFieldThatCannotBeReadLeavesTheOthers() throws {
    let text = #"{"mode":"telepathy","contextTokens":2048}"#
    let settings = try JSONDecoder().decode(ChatSettings.self, from: Data(text.utf8))
    #expect(settings.mode == .fallback)
    #expect(settings.contextTokens == 2048)
  }

  @Test(arguments: [
    ("https://api.example.org/v1", true), ("http://api.example.org/v1", false), ("http://mac.local:8080/v1", true),
    ("http://192.168.1.7:8080/v1", true), ("http://172.20.0.2/v1", true), ("http://172.40.0.2/v1", false),
    ("http://10.1.2.3/v1", true), ("http://10.1.2.3.example.org/v1", false), ("http://localhost:11434/v1", true),
    ("http://8.8.8.8/v1", false), ("ftp://mac.local/v1", false), ("mac.local", false), ("", false), ("https://", false),
  ])
  func onlyWhatIsInTheHouseGoesWithoutEncryption(address: String, isServer: Bool) {
    var settings = ChatSettings()
    settings.serverAddress = address
    #expect((settings.server(key: nil) != nil) == isServer)
  }

  @Test func anEmptyKeyIsNone() {
    var settings = ChatSettings()
    settings.serverAddress = " https://example.org/v1 "
    #expect(settings.server(key: "")?.key == nil)
    #expect(settings.server(key: "k")?.key == "k")
    #expect(settings.server(key: nil)?.host == "example.org")
  }
}
