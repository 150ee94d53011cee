import Foundation
import HeatsoakAgent

/// SHA-256 of bytes, by way of a file as the agent takes it.
func digest(_ content: Data) -> String {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: file) }
  guard (try? content.write(to: file)) != nil else { return "" }
  return (try? modelDigest(file.path, files: nil)) ?? ""
}
