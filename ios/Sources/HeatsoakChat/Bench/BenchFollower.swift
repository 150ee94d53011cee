import Foundation
import Observation

/// Follows the newest launch in the app's Documents. Its file is only looked at for its length, and read when it has grown: a log
/// grows between trials, so nothing is read in a measured window.
@MainActor @Observable public final class BenchFollower {
  /// What the newest launch has written; nil where there is none.
  public private(set) var log: BenchLog?
  private let folder: URL
  private var file: URL?
  private var offset: UInt64 = 0
  private static let pause = Duration.seconds(5)

  /// `documents` holds `heatsoak/<launch>/events.jsonl`.
  public init(documents: URL) { folder = documents.appendingPathComponent("heatsoak") }

  /// Looks again and again until its task is cancelled.
  public func follow() async {
    while !Task.isCancelled {
      look()
      try? await Task.sleep(for: Self.pause)
    }
  }

  /// Looks once.
  public func look() {
    guard let newest = newestLog() else { return }
    if newest != file {
      (file, offset, log) = (newest, 0, BenchLog())
    }
    guard let size = Self.attribute(.size, of: newest) as? NSNumber, size.uint64Value != offset else { return }
    // A log that was begun anew under the same name.
    if size.uint64Value < offset { (offset, log) = (0, BenchLog()) }
    guard let handle = try? FileHandle(forReadingFrom: newest) else { return }
    defer { try? handle.close() }
    guard (try? handle.seek(toOffset: offset)) != nil, let bytes = try? handle.readToEnd() else { return }
    offset += UInt64(bytes.count)
    log?.read(bytes)
  }

  private func newestLog() -> URL? {
    let launches = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    let dated = launches.map { $0.appendingPathComponent("events.jsonl") }.compactMap { file in
      (Self.attribute(.modificationDate, of: file) as? Date).map { (file, $0) }
    }
    return dated.max { $0.1 < $1.1 }?.0
  }

  private static func attribute(_ key: FileAttributeKey, of file: URL) -> Any? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[key]
  }
}
