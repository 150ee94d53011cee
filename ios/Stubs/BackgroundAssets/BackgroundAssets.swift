// What Heatsoak uses of Background Assets, as Apple's headers declare it. For type checks on Linux; nothing here runs.
@_exported import Foundation

#if canImport(FoundationNetworking)
  @_exported import FoundationNetworking
#endif

public enum BAContentRequest: Int, Sendable { case install = 1, update = 2, periodic = 3 }

open class BAAppExtensionInfo: NSObject {}

open class BADownload: NSObject {
  public var identifier: String { fatalError() }
}

open class BAURLDownload: BADownload {
  public init(identifier: String, request: URLRequest, fileSize: Int, applicationGroupIdentifier: String) {
    fatalError()
  }
}

public protocol BADownloaderExtension {
  init()
  func downloads(for request: BAContentRequest, manifestURL: URL, extensionInfo: BAAppExtensionInfo) -> Set<BADownload>
  func backgroundDownload(_ failedDownload: BADownload, failedWithError error: any Error)
  func backgroundDownload(_ finishedDownload: BADownload, finishedWithFileURL fileURL: URL)
}

extension BADownloaderExtension { public static func main() { fatalError() } }

// Of Foundation on Apple systems.
extension FileManager {
  public func containerURL(forSecurityApplicationGroupIdentifier: String) -> URL? { fatalError() }
}
