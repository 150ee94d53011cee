import Foundation

/// What an executable was signed with, as its own signature says. iOS tells an app nothing of its entitlements, but lets it read its
/// own file.
struct CodeSignature {
  /// Of <mach-o/loader.h> and of the kernel's cs_blobs.h.
  private enum Number {
    static let machO64: UInt32 = 0xfeed_facf
    static let headerBytes = 32
    static let codeSignatureCommand: UInt32 = 0x1d
    static let superBlob: UInt32 = 0xfade_0cc0
    static let entitlements: UInt32 = 0xfade_7171
    static let indexBytes = 8
    static let blobHeaderBytes = 8
  }

  /// Names of the entitlements that are not false, sorted; nil where the file has no signature that can be read.
  let entitlements: [String]?

  /// Reads a thin 64-bit Mach-O file. Nothing outside of `file` is touched, whatever it says.
  init(of file: Data) {
    let bytes = Bytes(file)
    entitlements = Self.signature(in: bytes).flatMap { Self.plist(in: bytes, at: $0) }.flatMap(Self.names)
  }

  /// Where the signature begins.
  private static func signature(in bytes: Bytes) -> Int? {
    guard bytes.little(at: 0) == Number.machO64, let count = bytes.little(at: 16) else { return nil }
    var command = Number.headerBytes
    // A file can name more commands than it has.
    for _ in 0..<min(count, 1000) {
      guard let kind = bytes.little(at: command), let size = bytes.little(at: command + 4), size >= 8 else {
        return nil
      }
      if kind == Number.codeSignatureCommand { return bytes.little(at: command + 8).map(Int.init) }
      command += Int(size)
    }
    return nil
  }

  private static func plist(in bytes: Bytes, at start: Int) -> Data? {
    guard bytes.big(at: start) == Number.superBlob, let count = bytes.big(at: start + 8) else { return nil }
    for entry in 0..<Int(min(count, 100)) {
      guard let offset = bytes.big(at: start + 12 + entry * Number.indexBytes + 4) else { return nil }
      let blob = start + Int(offset)
      guard bytes.big(at: blob) == Number.entitlements, let length = bytes.big(at: blob + 4) else { continue }
      return bytes.part(from: blob + Number.blobHeaderBytes, to: blob + Int(length))
    }
    return nil
  }

  private static func names(_ plist: Data) -> [String]? {
    let read = try? PropertyListSerialization.propertyList(from: plist, options: [], format: nil)
    return (read as? [String: Any])?.filter { ($0.value as? Bool) != false }.keys.sorted()
  }
}

/// Bytes that are asked for where they may not be.
private struct Bytes {
  private let data: Data

  init(_ data: Data) { self.data = data }

  func big(at offset: Int) -> UInt32? { part(from: offset, to: offset + 4)?.reduce(0) { $0 << 8 | UInt32($1) } }

  func little(at offset: Int) -> UInt32? { big(at: offset)?.byteSwapped }

  func part(from start: Int, to end: Int) -> Data? {
    guard start >= 0, start <= end, end <= data.count else { return nil }
    return data[(data.startIndex + start)..<(data.startIndex + end)]
  }
}
