import Foundation

#if canImport(CryptoKit)
  import CryptoKit
#endif

/// SHA-256 of what is handed to it piece by piece, in flat memory.
struct SHA256Digest {
  #if canImport(CryptoKit)
    private var hash = SHA256()

    mutating func update(_ data: Data) { hash.update(data: data) }

    /// Lower-case hexadecimal.
    func finished() -> String { hash.finalize().map(hexadecimal).joined() }
  #else
    private var hash = PortableSHA256()

    mutating func update(_ data: Data) { hash.update(data) }

    /// Lower-case hexadecimal.
    func finished() -> String { hash.finished().map(hexadecimal).joined() }
  #endif
}

private func hexadecimal(_ byte: UInt8) -> String { String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
