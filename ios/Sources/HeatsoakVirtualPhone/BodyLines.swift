import Foundation
import HeatsoakAgent
import Synchronization

/// The socket to the phone's body: one line asks, one line answers, strictly in turn.
final class BodyLines: Sendable {
  private let descriptor: Int32
  private let unread = Mutex<[UInt8]>([])

  init(descriptor: Int32) {
    self.descriptor = descriptor
    // A body that is gone is an error of the next ask, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Asks and waits for the answer. Throws `BODY_GONE` where the other end is closed.
  func exchange(_ ask: JSON) throws -> Data {
    var line: [UInt8] = []
    ask.write(to: &line)
    line.append(UInt8(ascii: "\n"))
    return try unread.withLock { unread in
      try send(line)
      return try receive(&unread)
    }
  }

  private func send(_ line: [UInt8]) throws {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw gone }
      rest = rest.dropFirst(count)
    }
  }

  private func receive(_ unread: inout [UInt8]) throws -> Data {
    var searched = 0
    while true {
      if let end = unread[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeSubrange(...end) }
        return Data(unread[..<end])
      }
      searched = unread.count
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { throw gone }
      unread += piece[..<count]
    }
  }

  private var gone: AgentError { AgentError("BODY_GONE", "the phone's body does not answer") }
}
