import Foundation

/// A model that lies on the phone.
public struct InstalledModel: Sendable, Equatable, Codable {
  /// As the catalogue names it.
  public let id: String
  /// As it was computed from the file, lower-case hexadecimal.
  public let sha256: String
  /// Of the file.
  public let sizeBytes: Int64
  /// Where it came from.
  public let url: URL
  /// What the server called this version; nil where it did not.
  public let etag: String?
}

/// A folder of models: `<id>.gguf` beside `<id>.json`, which says what it is; and while it is on its way `<id>.part` beside
/// `<id>.part.json`. A model without its `.json` was put there by somebody else, such as the harness, and is left alone.
public struct ModelStore: Sendable {
  /// What is known of a file that is on its way.
  struct Partial: Sendable, Equatable, Codable {
    let url: URL
    let sizeBytes: Int64
    let sha256: String?
    /// Of the version whose bytes are there; without one nothing can be resumed.
    let etag: String?
  }

  /// Where they lie.
  public let folder: URL

  /// Makes the folder where it is missing.
  public init(folder: URL) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Of a model by its id, whether it is there or not.
  public func file(_ id: String) -> URL { named(id, "gguf") }

  /// What is installed; nil where the file is missing or is not as long as it was.
  public func installed(_ id: String) -> InstalledModel? {
    guard let model: InstalledModel = read(named(id, "json")), size(of: file(id)) == model.sizeBytes else { return nil }
    return model
  }

  /// Whether a file is there that is not as its record says: its length is another.
  public func isDamaged(_ id: String) -> Bool {
    let record: InstalledModel? = read(named(id, "json"))
    return record != nil && installed(id) == nil
  }

  /// Takes away a model and what is on its way.
  public func remove(_ id: String) throws {
    for suffix in ["gguf", "json"] { try removeIfThere(named(id, suffix)) }
    try discardPartial(id)
  }

  /// Bytes of a model that are there already; 0 where they are of another version than `entry`.
  public func receivedBytes(_ entry: ModelEntry) -> Int64 { partial(entry) == nil ? 0 : size(of: part(entry.id)) ?? 0 }

  // MARK: - Files on their way

  func part(_ id: String) -> URL { named(id, "part") }

  /// What is on its way, where it is of this entry and can be resumed.
  func partial(_ entry: ModelEntry) -> Partial? {
    guard let partial: Partial = read(named(entry.id, "part.json")), partial.etag != nil else { return nil }
    let isSame =
      partial.url == entry.url && partial.sha256 == entry.sha256 && partial.sizeBytes == entry.sizeBytes
    return isSame ? partial : nil
  }

  func begin(_ partial: Partial, id: String) throws {
    try JSONEncoder().encode(partial).write(to: named(id, "part.json"), options: .atomic)
  }

  func discardPartial(_ id: String) throws {
    for suffix in ["part", "part.json"] { try removeIfThere(named(id, suffix)) }
  }

  /// The file on its way takes the place of the model. The record goes first: a file without one is nobody's, never a wrong one's.
  func install(_ model: InstalledModel) throws {
    try removeIfThere(named(model.id, "json"))
    try removeIfThere(file(model.id))
    try FileManager.default.moveItem(at: part(model.id), to: file(model.id))
    try JSONEncoder().encode(model).write(to: named(model.id, "json"), options: .atomic)
    try discardPartial(model.id)
  }

  func size(of file: URL) -> Int64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return (attributes?[.size] as? NSNumber)?.int64Value
  }

  private func named(_ id: String, _ suffix: String) -> URL { folder.appendingPathComponent("\(id).\(suffix)") }

  private func read<T: Decodable>(_ file: URL) -> T? {
    (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(T.self, from: $0) }
  }

  private func removeIfThere(_ file: URL) throws {
    if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
  }
}
