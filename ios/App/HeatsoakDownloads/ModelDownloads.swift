import BackgroundAssets
import Foundation
import HeatsoakChat

/// What the system runs when the app was installed or updated, before anybody opens it: it fetches the model that a chat needs. The
/// manifest that it has fetched first is a catalogue (`BAManifestURL`).
@main final class ModelDownloads: BADownloaderExtension {
  private let group = SharedFolder.group

  required init() {}

  /// The first model of the catalogue, where it is not there yet.
  func downloads(
    for request: BAContentRequest, manifestURL: URL, extensionInfo: BAAppExtensionInfo
  ) -> Set<BADownload> {
    guard let folder = SharedFolder.incoming, let data = try? Data(contentsOf: manifestURL),
      let catalogue = try? Catalogue.read(data), let entry = IncomingModels.wanted(catalogue, in: folder)
    else { return [] }
    return [
      BAURLDownload(
        identifier: entry.id, request: URLRequest(url: entry.url), fileSize: Int(entry.sizeBytes),
        applicationGroupIdentifier: group)
    ]
  }

  /// The app checks the file's hash when it takes it over: an extension has seconds, and a hash of gigabytes takes longer.
  func backgroundDownload(_ finishedDownload: BADownload, finishedWithFileURL fileURL: URL) {
    guard let folder = SharedFolder.incoming else { return }
    do { try IncomingModels.keep(fileURL, id: finishedDownload.identifier, in: folder) } catch {
      NSLog("a fetched model cannot be kept: \(error)")
    }
  }

  /// The system tries again by itself.
  func backgroundDownload(_ failedDownload: BADownload, failedWithError error: any Error) {
    NSLog("a model cannot be fetched: \(error)")
  }
}
