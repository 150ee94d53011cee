import Foundation

/// Where one launch leaves its log and its status.
public protocol LaunchFolder {
  /// All of the lines or none, on the disk when it returns. Throws what the disk says.
  func append(_ lines: [UInt8]) throws
  /// Replaces `status.json` whole.
  func write(_ status: AgentStatus) throws
}

/// A folder on disk: `events.jsonl` is appended and flushed, `status.json` replaced atomically.
public final class DiskFolder: LaunchFolder {
  private let folder: URL
  private let log: FileHandle
  private var size: UInt64

  /// Opens the log for appending, and makes it where there is none.
  public init(_ folder: URL) throws {
    self.folder = folder
    let path = folder.appendingPathComponent("events.jsonl").path
    let files = FileManager.default
    if !files.fileExists(atPath: path) { _ = files.createFile(atPath: path, contents: nil) }
    guard let log = FileHandle(forWritingAtPath: path) else {
      throw AgentError("LOG_UNWRITABLE", "\(path) cannot be written")
    }
    self.log = log
    size = try log.seekToEnd()
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
