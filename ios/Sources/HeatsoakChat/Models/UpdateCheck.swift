import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Whether there is another version of an installed model.
public struct UpdateCheck: Sendable {
  private let entry: ModelEntry
  private let model: InstalledModel

  /// Of what is installed against what the catalogue names.
  public init(_ entry: ModelEntry, installed model: InstalledModel) {
    self.entry = entry
    self.model = model
  }

  /// The hash of the catalogue decides where there is one; else the server is asked, without fetching anything, whether it still
  /// has the version of the installed ETag. Throws a `ChatProblem`.
  public func isThereAnother() async throws -> Bool {
    if let wanted = entry.sha256 { return wanted != model.sha256 }
    guard let etag = model.etag else { return false }
    var request = URLRequest(url: entry.url)
    request.httpMethod = "HEAD"
    request.setValue(etag, forHTTPHeaderField: "If-None-Match")
    let said = Mutex<(status: Int, etag: String?)>((0, nil))
    do {
      let head: @Sendable (HTTPURLResponse) -> Void = { response in
        said.withLock { $0 = (response.statusCode, response.value(forHTTPHeaderField: "ETag")) }
      }
      try await HTTPExchange(head: head, piece: { _ in }).run(request)
    } catch let error where !(error is CancellationError) {
      throw ChatProblem.of(error, host: entry.url.host ?? "")
    }
    let answer = said.withLock { $0 }
    switch answer.status {
    case 304: return false
    case 200: return answer.etag != etag
    default: throw ChatProblem.serverRefused(status: answer.status, reason: "")
    }
  }
}
