import Foundation

/// Settings as a file that appears whole.
public struct SettingsFile: Sendable {
  private let file: URL

  /// The file need not be there yet.
  public init(_ file: URL) { self.file = file }

  /// What is set; the defaults where there is no file, or none that can be read.
  public func read() -> ChatSettings {
    (try? JSONDecoder().decode(ChatSettings.self, from: Data(contentsOf: file))) ?? ChatSettings()
  }

  /// Replaces the file whole. Throws what the disk says.
  public func write(_ settings: ChatSettings) throws {
    let folder = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try JSONEncoder().encode(settings).write(to: file, options: .atomic)
  }
}
