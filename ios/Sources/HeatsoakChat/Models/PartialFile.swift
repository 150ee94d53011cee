import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A model's file while its bytes come. It is written on the queue that receives them, so that they never pile up in memory.
final class PartialFile: Sendable {
  private struct Open {
    let file: FileHandle
    var size: Int64
  }

  private let entry: ModelEntry
  private let store: ModelStore
  private let tell: @Sendable (ModelDownload.Step) -> Void
  private let open = Mutex<Open?>(nil)

  init(_ entry: ModelEntry, in store: ModelStore, tell: @escaping @Sendable (ModelDownload.Step) -> Void) {
    self.entry = entry
    self.store = store
    self.tell = tell
  }

  /// 206 goes on where the file ends, 200 begins anew. Throws what the server refused.
  func head(_ response: HTTPURLResponse) throws {
    let received = store.receivedBytes(entry)
    switch response.statusCode {
    case 206 where received > 0:
      let range = response.value(forHTTPHeaderField: "Content-Range").flatMap { ContentRange($0) }
      guard range?.first == received, range?.total == nil || range?.total == entry.sizeBytes else {
        try store.discardPartial(entry.id)
        throw ChatProblem.damagedModel(name: entry.name)
      }
    case 200:
      try store.discardPartial(entry.id)
      let etag = Self.strong(response.value(forHTTPHeaderField: "ETag"))
      let partial = ModelStore.Partial(
        url: entry.url, sizeBytes: entry.sizeBytes, sha256: entry.sha256, etag: etag)
      try store.begin(partial, id: entry.id)
    case 416:
      // What is there is longer than what the server has.
      try store.discardPartial(entry.id)
      throw ChatProblem.damagedModel(name: entry.name)
    default:
      throw ChatProblem.serverRefused(
        status: response.statusCode, reason: HTTPURLResponse.localizedString(forStatusCode: response.statusCode))
    }
    try begin()
  }

  /// Throws where the disk refuses, or where more comes than was promised.
  func piece(_ data: Data) throws {
    let size = try open.withLock { open in
      guard var now = open else { throw CocoaError(.fileWriteUnknown) }
      now.size += Int64(data.count)
      guard now.size <= entry.sizeBytes else { throw ChatProblem.damagedModel(name: entry.name) }
      try now.file.write(contentsOf: data)
      open = now
      return now.size
    }
    tell(.receiving(size))
  }

  /// What was written is on the disk when this returns.
  func close() throws {
    try open.withLock { open in
      try open?.file.synchronize()
      try open?.file.close()
      open = nil
    }
  }

  private func begin() throws {
    let path = store.part(entry.id)
    if !FileManager.default.fileExists(atPath: path.path) {
      guard FileManager.default.createFile(atPath: path.path, contents: nil) else {
        throw CocoaError(.fileWriteUnknown)
      }
    }
    let file = try FileHandle(forWritingTo: path)
    let size = Int64(try file.seekToEnd())
    open.withLock { $0 = Open(file: file, size: size) }
    tell(.receiving(size))
  }

  /// Only a strong ETag promises equal bytes (RFC 9110, 8.8.1).
  private static func strong(_ etag: String?) -> String? { etag.flatMap { $0.hasPrefix("W/") ? nil : $0 } }
}
