import Foundation
import HeatsoakAgent

/// Models that the system has fetched while the app did not run (Background Assets): they wait in a folder of the app group until
/// the app takes them over.
public enum IncomingModels {
  /// What the system should fetch by itself: the first model of the catalogue, which a chat needs; any other is asked for by hand.
  /// Nil where the first one waits already.
  public static func wanted(_ catalogue: Catalogue, in folder: URL) -> ModelEntry? {
    guard let first = catalogue.models.first else { return nil }
    return FileManager.default.fileExists(atPath: place(first.id, in: folder).path) ? nil : first
  }

  /// Puts a fetched file where the app looks for it, in place of an older one. Throws what the disk says.
  public static func keep(_ file: URL, id: String, in folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let place = place(id, in: folder)
    if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
    try FileManager.default.moveItem(at: file, to: place)
  }

  static func place(_ id: String, in folder: URL) -> URL { folder.appendingPathComponent("\(id).gguf") }
}

extension ModelStore {
  /// Installs a model that waits in `folder`; nil where none does. One that is not what the catalogue promises is removed, and
  /// `damagedModel` thrown. Reads the whole file.
  func takeOver(_ entry: ModelEntry, from folder: URL) throws -> InstalledModel? {
    let file = IncomingModels.place(entry.id, in: folder)
    guard entry.isSafe, let bytes = size(of: file) else { return nil }
    let sha256 = try modelDigest(file.path, files: nil)
    guard bytes == entry.sizeBytes, entry.sha256 == nil || entry.sha256 == sha256 else {
      try FileManager.default.removeItem(at: file)
      throw ChatProblem.damagedModel(name: entry.name)
    }
    let model = InstalledModel(id: entry.id, sha256: sha256, sizeBytes: bytes, url: entry.url, etag: nil)
    try discardPartial(entry.id)
    try FileManager.default.moveItem(at: file, to: part(entry.id))
    try install(model)
    return model
  }
}

extension ModelLibrary {
  /// Takes over what the system has fetched, one model after the other.
  public func takeOver(from folder: URL) async {
    let store = store
    for entry in catalogue.models where !isOnItsWay(entry) {
      guard FileManager.default.fileExists(atPath: IncomingModels.place(entry.id, in: folder).path) else { continue }
      show(.checking, of: entry)
      do {
        // Off the main thread: gigabytes are read.
        _ = try await Task.detached { try store.takeOver(entry, from: folder) }.value
        show(.installed(hasUpdate: false), of: entry)
      } catch {
        show(.failed(.of(error)), of: entry)
      }
    }
  }
}
