import Foundation

/// SHA-256 of a model as it lies on this machine: of its file, or of the list of its files' hashes.
public func modelDigest(_ path: String, files: [String]?) throws -> String {
  guard let files else { return try fileDigest(path) }
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
  var hash = SHA256Digest()
  for name in files {
    // The very text that the harness hashes; both ends of a push must agree on it.
    let line = "\(try fileDigest(folder.appendingPathComponent(name).path))  \(name)\n"
    hash.update(Data(line.utf8))
  }
  return hash.finished()
}

private func fileDigest(_ path: String) throws -> String {
  let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
  defer { try? file.close() }
  var hash = SHA256Digest()
  var isAtEnd = false
  while !isAtEnd {
    // Each piece's memory is given back before the next is read.
    try autoreleasing {
      let piece = try file.read(upToCount: 1 << 20) ?? Data()
      isAtEnd = piece.isEmpty
      hash.update(piece)
    }
  }
  return hash.finished()
}

private func autoreleasing(_ work: () throws -> Void) rethrows {
  #if canImport(ObjectiveC)
    try autoreleasepool(invoking: work)
  #else
    try work()
  #endif
}
