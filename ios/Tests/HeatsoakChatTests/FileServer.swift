import Foundation
import Synchronization

@testable import HeatsoakChat

/// A server of one file that can change, break off, or lie.
final class FileServer: Sendable {
  struct Behaviour: Sendable {
    var content = Data()
    var etag: String? = "\"1\""
    /// Sends no more than so many bytes of a body, and then waits until the reader leaves.
    var holdsAfter: Int?
    /// Sends no more than so many bytes of a body, and closes.
    var breaksAfter: Int?
    /// Answers this instead.
    var status: Int?
    /// Where a partial answer says that it begins, if not where it was asked.
    var wrongStart: Int?
  }

  private let server: SmallServer
  private let behaviour: SharedBehaviour

  init(_ behaviour: Behaviour) throws {
    let shared = SharedBehaviour(behaviour)
    self.behaviour = shared
    server = try SmallServer { request, connection in Self.answer(request, connection, shared.now) }
  }

  deinit { server.stop() }

  var requests: [SmallServer.Request] { server.requests }

  func change(_ change: (inout Behaviour) -> Void) { behaviour.change(change) }

  func entry(_ content: Data, sha256: String? = nil, size: Int64? = nil) throws -> ModelEntry {
    ModelEntry(
      id: "m", name: "Model", url: try server.url("/m.gguf"), sizeBytes: size ?? Int64(content.count),
      sha256: sha256 ?? digest(content))
  }

  private static func answer(_ request: SmallServer.Request, _ connection: SmallConnection, _ now: Behaviour) {
    var headers = now.etag.map { ["ETag": $0] } ?? [:]
    if let status = now.status {
      headers["Content-Length"] = "0"
      return connection.head(status, headers)
    }
    if let etag = now.etag, request.headers["if-none-match"] == etag { return connection.head(304, headers) }
    var body = now.content
    let isSame = request.headers["if-range"] == now.etag
    let start = request.headers["range"].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) }
    if let start, isSame, start >= body.count {
      return connection.head(416, ["Content-Length": "0"])
    } else if let start, isSame {
      body = body.dropFirst(start)
      let said = now.wrongStart ?? start
      headers["Content-Range"] = "bytes \(said)-\(now.content.count - 1)/\(now.content.count)"
    }
    headers["Content-Length"] = "\(body.count)"
    connection.head(headers["Content-Range"] == nil ? 200 : 206, headers)
    if request.method == "HEAD" { return }
    connection.send(body.prefix(now.holdsAfter ?? now.breaksAfter ?? body.count))
    if now.holdsAfter != nil { connection.waitUntilClosed() }
  }
}

final class SharedBehaviour: Sendable {
  private let behaviour: Mutex<FileServer.Behaviour>

  init(_ behaviour: FileServer.Behaviour) { self.behaviour = Mutex(behaviour) }

  var now: FileServer.Behaviour { behaviour.withLock { $0 } }

  func change(_ change: (inout FileServer.Behaviour) -> Void) {
    var now = self.now
    change(&now)
    let changed = now
    behaviour.withLock { $0 = changed }
  }
}
