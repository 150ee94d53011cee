import Foundation
import HeatsoakAgent

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Brings one model of the catalogue to the phone. Cancelling its task pauses it: what has come stays, and the next one goes on
/// from there where the server still has the same version.
public struct ModelDownload: Sendable {
  /// What a download is doing.
  public enum Step: Sendable, Equatable {
    /// So many bytes of the whole are there.
    case receiving(Int64)
    /// The hash of what came is computed.
    case checking
  }

  /// What stays free on the disk: a phone without any room left misbehaves.
  static let reserveBytes: Int64 = 256 << 20

  private let entry: ModelEntry
  private let store: ModelStore
  private let free: @Sendable () -> Int64?

  /// `free` is the room on the disk in bytes, nil where nobody knows.
  public init(_ entry: ModelEntry, to store: ModelStore, free: (@Sendable () -> Int64?)? = nil) {
    self.entry = entry
    self.store = store
    self.free = free ?? { ProcessReadings.freeBytes(at: store.folder.path) }
  }

  /// Returns when the model is installed. Throws a `ChatProblem`, or `CancellationError`; an older version stays until the new one is
  /// whole and checked.
  public func run(_ tell: @escaping @Sendable (Step) -> Void) async throws -> InstalledModel {
    do {
      return try await receiveAndInstall(tell)
    } catch let error where !(error is CancellationError) {
      let problem = ChatProblem.of(error, host: entry.url.host ?? "")
      throw problem == .diskFull ? .noSpace(needed: missingBytes, free: free() ?? 0) : problem
    }
  }

  private var missingBytes: Int64 { entry.sizeBytes - store.receivedBytes(entry) }

  private func receiveAndInstall(_ tell: @escaping @Sendable (Step) -> Void) async throws -> InstalledModel {
    guard entry.isSafe else { throw ChatProblem.other(entry.id) }
    if let free = free(), missingBytes + Self.reserveBytes > free {
      throw ChatProblem.noSpace(needed: missingBytes + Self.reserveBytes, free: free)
    }
    // A file that was whole but not yet checked when the app ended needs no server.
    if missingBytes > 0 { try await receive(tell) }
    let etag = store.partial(entry)?.etag
    tell(.checking)
    // Off the caller's executor: gigabytes are read.
    let file = store.part(entry.id).path
    let sha256 = try await Task.detached { try modelDigest(file, files: nil) }.value
    try Task.checkCancellation()
    guard store.size(of: store.part(entry.id)) == entry.sizeBytes, entry.sha256 == nil || entry.sha256 == sha256 else {
      try store.discardPartial(entry.id)
      throw ChatProblem.damagedModel(name: entry.name)
    }
    let model = InstalledModel(id: entry.id, sha256: sha256, sizeBytes: entry.sizeBytes, url: entry.url, etag: etag)
    try store.install(model)
    return model
  }

  private func receive(_ tell: @escaping @Sendable (Step) -> Void) async throws {
    let part = PartialFile(entry, in: store, tell: tell)
    do {
      try await HTTPExchange(head: part.head, piece: part.piece).run(request())
    } catch {
      try part.close()
      throw error
    }
    try part.close()
  }

  private func request() -> URLRequest {
    var request = URLRequest(url: entry.url)
    // A compressed answer has other offsets than the file.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    let received = store.receivedBytes(entry)
    if received > 0, let etag = store.partial(entry)?.etag {
      request.setValue("bytes=\(received)-", forHTTPHeaderField: "Range")
      // Where the version is another by now, the whole of it comes with 200.
      request.setValue(etag, forHTTPHeaderField: "If-Range")
    }
    return request
  }
}
