import Foundation
import Testing

@testable import HeatsoakProbes

/// On files that are made here as the linker and codesign make them.
@Suite struct CodeSignatureTests {
  private static let plist = #"""
    <?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>
    <key>com.apple.developer.kernel.increased-memory-limit</key><true/>
    <key>application-identifier</key><string>TEAM.dev.heatsoak.app</string>
    <key>get-task-allow</key><false/>
    </dict></plist>
    """#

  private static func big(_ value: Int) -> Data { Data((0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) }) }
  private static func little(_ value: Int) -> Data { Data(big(value).reversed()) }

  /// A blob of another kind stands first.
  private static func executable(_ plist: String = plist) -> Data {
    let other = big(0xfade_0c02) + big(12) + Data(count: 4)
    let entitlements = big(0xfade_7171) + big(8 + plist.utf8.count) + Data(plist.utf8)
    let first = 12 + 2 * 8
    let index = big(0) + big(first) + big(5) + big(first + other.count)
    let length = first + other.count + entitlements.count
    let signature = big(0xfade_0cc0) + big(length) + big(2) + index + other + entitlements
    let commands = little(0x19) + little(16) + Data(count: 8) + little(0x1d) + little(16) + little(64) + little(length)
    let header = little(0xfeed_facf) + Data(count: 12) + little(2) + little(commands.count) + Data(count: 8)
    return header + commands + signature
  }

  @Test func theEntitlementsAreThoseOfTheSignature() {
    #expect(
      CodeSignature(of: Self.executable()).entitlements == [
        "application-identifier", "com.apple.developer.kernel.increased-memory-limit",
      ])
  }

  @Test func aFileThatIsCutAnywhereTellsNothingOrTheSame() {
    let whole = Self.executable()
    for length in 0..<whole.count { #expect(CodeSignature(of: whole.prefix(length)).entitlements == nil) }
  }

  @Test func aChangedByteNeverReadsOutsideTheFile() {
    var file = Self.executable()
    for index in 0..<150 {
      let before = file[index]
      for value: UInt8 in [0, 0x7f, 0xff] {
        file[index] = value
        _ = CodeSignature(of: file)
      }
      file[index] = before
    }
  }

  @Test func whatIsNoExecutableHasNone() {
    #expect(CodeSignature(of: Data("\u{7f}ELF and more".utf8)).entitlements == nil)
    #expect(CodeSignature(of: Self.executable("no list")).entitlements == nil)
  }
}
