import Foundation

/// Where one launch leaves its log and its status.
public protocol LaunchFolder {
  /// All of the lines or none, on the disk when it returns. Throws what the disk says.
  func append(_ lines: [UInt8]) throws
  /// Replaces `status.json` whole.
  func write(_ status: AgentStatus) throws
}

/// A folder on disk: `events.jsonl` is written trial by trial and flushed, `status.json` replaced atomically.
public final class DiskFolder: LaunchFolder {
  private let folder: URL
  private let log: FileHandle
  private var size: UInt64

  /// Makes the log. One that an earlier launch of the same plan left is set aside: two in one file would be no log, and nothing that
  /// was measured is thrown away.
  public init(_ folder: URL) throws {
    self.folder = folder
    let file = folder.appendingPathComponent("events.jsonl")
    try Self.setAside(file, in: folder)
    let files = FileManager.default
    if !files.fileExists(atPath: file.path) { _ = files.createFile(atPath: file.path, contents: nil) }
    guard let log = FileHandle(forWritingAtPath: file.path) else {
      throw AgentError("LOG_UNWRITABLE", "\(file.path) cannot be written")
    }
    self.log = log
    size = try log.seekToEnd()
  }

  private static func setAside(_ file: URL, in folder: URL) throws {
    let size = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? UInt64
    guard let size, size > 0, (try? file.resourceValues(forKeys: [.isSymbolicLinkKey]))?.isSymbolicLink != true else {
      return
    }
    var number = 1
    var aside: URL { folder.appendingPathComponent("events.\(number).jsonl") }
    while FileManager.default.fileExists(atPath: aside.path) { number += 1 }
    try FileManager.default.moveItem(at: file, to: aside)
  }

  deinit { try? log.close() }

  /// A write that failed half-way is taken back: half a line would swallow the next one, and on a full disk the room is
  /// needed for the line that tells of it.
  public func append(_ lines: [UInt8]) throws {
    do {
      try log.write(contentsOf: Data(lines))
      try log.synchronize()
    } catch {
      try? log.truncate(atOffset: size)
      throw error
    }
    size += UInt64(lines.count)
  }

  /// Replaces `status.json` whole.
  public func write(_ status: AgentStatus) throws {
    try Data(status.json.text.utf8).write(to: folder.appendingPathComponent("status.json"), options: .atomic)
  }
}
