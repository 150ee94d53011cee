import Foundation

extension ChatSettings {
  /// The server that is named, or nil. `key` comes from the keychain: it is no setting that a file may hold.
  public func server(key: String?) -> ServerSettings? {
    let address = serverAddress.trimmingCharacters(in: .whitespaces)
    guard let base = URL(string: address), let host = base.host, !host.isEmpty else { return nil }
    guard base.scheme == "https" || (base.scheme == "http" && Self.isNear(host)) else { return nil }
    return ServerSettings(base: base, model: serverModel, key: key.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// Without encryption only what is in the same house: iOS allows no more (NSAllowsLocalNetworking), and a key would be read on
  /// the way.
  private static func isNear(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".local") || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4, let first = parts[0], let second = parts[1], parts.allSatisfy({ $0 != nil }) else {
      return false
    }
    switch (first, second) {
    case (10, _), (127, _), (192, 168), (169, 254): return true
    case (172, 16...31): return true
    default: return false
    }
  }
}
