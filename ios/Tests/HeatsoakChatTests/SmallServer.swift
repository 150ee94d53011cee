import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An HTTP/1.1 server on this host for tests: a thread a connection, one request a connection.
final class SmallServer: Sendable {
  struct Request: Sendable {
    let method: String
    let path: String
    /// Names in lower case.
    let headers: [String: String]
    let body: Data
  }

  private struct State {
    var requests: [Request] = []
    var isStopped = false
  }

  let port: UInt16
  private let listening: Int32
  private let state = Mutex(State())

  /// `answer` runs on the connection's thread; the connection is closed when it returns.
  init(_ answer: @escaping @Sendable (Request, SmallConnection) -> Void) throws {
    listening = try Self.listen()
    port = Self.port(of: listening)
    let listening = listening
    Thread.detachNewThread { [self] in
      while true {
        let accepted = accept(listening, nil, nil)
        if accepted < 0 || state.withLock({ $0.isStopped }) {
          if accepted >= 0 { close(accepted) }
          // By nobody else: a number that is free while this thread still accepts on it would be another server's.
          close(listening)
          return
        }
        Thread.detachNewThread { [self] in
          let connection = SmallConnection(accepted)
          if let request = connection.request() {
            state.withLock { $0.requests.append(request) }
            answer(request, connection)
          }
          close(accepted)
        }
      }
    }
  }

  /// All that came, in order.
  var requests: [Request] { state.withLock { $0.requests } }

  func url(_ path: String) throws -> URL {
    guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
    return url
  }

  func stop() {
    let wasStopped = state.withLock { state in
      defer { state.isStopped = true }
      return state.isStopped
    }
    if !wasStopped { wake() }
  }

  /// A last connection, that the accepting thread finds out that it is to end.
  private func wake() {
    let descriptor = socket(AF_INET, Self.stream, 0)
    Self.withAddress(port) { _ = connect(descriptor, $0, $1) }
    close(descriptor)
  }

  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
  #else
    private static let stream = SOCK_STREAM
  #endif

  /// A port of this host; 0 is any.
  private static func withAddress(_ port: UInt16, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = port.bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use($0, size) }
    }
  }

  private static func listen() throws -> Int32 {
    let descriptor = socket(AF_INET, stream, 0)
    var isBound = false
    withAddress(0) { isBound = bind(descriptor, $0, $1) == 0 }
    #if canImport(Glibc)
      let listens = Glibc.listen(descriptor, 16) == 0
    #else
      let listens = Darwin.listen(descriptor, 16) == 0
    #endif
    guard isBound, listens else { throw POSIXError(.EADDRINUSE) }
    return descriptor
  }

  private static func port(of descriptor: Int32) -> UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    return UInt16(bigEndian: address.sin_port)
  }
}

/// One connection of the server.
struct SmallConnection {
  private let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    // A peer that leaves must not end the test process.
    #if canImport(Darwin)
      var one: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  /// `headers` as they are to stand there. Without a length the body ends with the connection.
  func head(_ status: Int, _ headers: [String: String] = [:]) {
    let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
    send(Data("HTTP/1.1 \(status) Status\r\nConnection: close\r\n\(lines)\r\n".utf8))
  }

  /// Returns whether the peer is still there.
  @discardableResult func send(_ data: Data) -> Bool {
    #if canImport(Glibc)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags: Int32 = 0
    #endif
    var rest = data[...]
    while !rest.isEmpty {
      let bytes = Array(rest.prefix(1 << 16))
      #if canImport(Glibc)
        let count = Glibc.send(descriptor, bytes, bytes.count, flags)
      #else
        let count = Darwin.send(descriptor, bytes, bytes.count, flags)
      #endif
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Waits until the peer has closed its end.
  func waitUntilClosed() {
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, 0) > 0 {}
  }

  func request() -> SmallServer.Request? {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard let byte = read(1)?.first else { return nil }
      bytes.append(byte)
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ").map(String.init)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    guard words.count > 1, let body = read(Int(headers["content-length"] ?? "0") ?? 0) else { return nil }
    return SmallServer.Request(method: words[0], path: words[1], headers: headers, body: Data(body))
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < count {
      let got = recv(descriptor, &piece, min(piece.count, count - bytes.count), 0)
      if got <= 0 { return nil }
      bytes += piece[..<got]
    }
    return bytes
  }
}
