import Foundation
import HeatsoakChat
import Security

/// The server's key in the keychain of this phone; it is in no backup and on no other device.
struct Keychain: SecretStore {
  private static var place: [String: Any] {
    [
      kSecClass as String: kSecClassGenericPassword, kSecAttrService as String: "dev.heatsoak.server",
      kSecAttrAccount as String: "key",
    ]
  }

  func read() -> String? {
    var query = Self.place
    query[kSecReturnData as String] = true
    var found: CFTypeRef?
    guard SecItemCopyMatching(query as CFDictionary, &found) == errSecSuccess, let data = found as? Data else {
      return nil
    }
    return String(data: data, encoding: .utf8)
  }

  func write(_ secret: String?) throws {
    let removed = SecItemDelete(Self.place as CFDictionary)
    guard removed == errSecSuccess || removed == errSecItemNotFound else { throw refusal(removed) }
    guard let secret else { return }
    var item = Self.place
    item[kSecValueData as String] = Data(secret.utf8)
    item[kSecAttrAccessible as String] = kSecAttrAccessibleWhenUnlockedThisDeviceOnly
    let added = SecItemAdd(item as CFDictionary, nil)
    guard added == errSecSuccess else { throw refusal(added) }
  }

  private func refusal(_ status: OSStatus) -> any Error { NSError(domain: NSOSStatusErrorDomain, code: Int(status)) }
}
