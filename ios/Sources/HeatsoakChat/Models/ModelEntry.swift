import Foundation

/// A model that can be had, as the catalogue names it.
public struct ModelEntry: Sendable, Equatable, Codable, Identifiable {
  /// Names its files on the phone: letters, digits, dot, hyphen, underscore.
  public let id: String
  /// What the reader calls it.
  public let name: String
  /// Of a GGUF file.
  public let url: URL
  /// Of the file.
  public let sizeBytes: Int64
  /// Of the file, lower-case hexadecimal; nil where nobody tells, and then the ETag says whether there is another.
  public let sha256: String?
  /// Keys and values of one token, bytes; nil where nobody knows.
  public let contextBytesPerToken: Int64?

  /// An entry of a catalogue.
  public init(
    id: String, name: String, url: URL, sizeBytes: Int64, sha256: String?, contextBytesPerToken: Int64? = nil
  ) {
    self.id = id
    self.name = name
    self.url = url
    self.sizeBytes = sizeBytes
    self.sha256 = sha256
    self.contextBytesPerToken = contextBytesPerToken
  }

  /// What the model takes beside its file.
  public var memory: MemoryNeed? { contextBytesPerToken.map { MemoryNeed(bytesPerToken: $0) } }

  /// Whether `id` can name a file and nothing else.
  var isSafe: Bool {
    let allowed = id.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (CharacterSet.alphanumerics.contains(scalar) || "._-".unicodeScalars.contains(scalar))
    }
    return allowed && !id.isEmpty && !id.hasPrefix(".") && id.count <= 100
  }
}

/// The models that can be had.
public struct Catalogue: Sendable, Equatable, Codable {
  /// In the order in which they are shown.
  public let models: [ModelEntry]

  /// Of these.
  public init(models: [ModelEntry]) { self.models = models }

  /// Reads a catalogue. Entries whose id is no file's name, or is there twice, are left out.
  public static func read(_ data: Data) throws -> Catalogue {
    var seen = Set<String>()
    let read = try JSONDecoder().decode(Catalogue.self, from: data)
    return Catalogue(models: read.models.filter { $0.isSafe && seen.insert($0.id).inserted })
  }
}
