import BackgroundAssets
import Foundation

/// What the app and its download extension share: both belong to one app group, `group.` and the app's bundle id.
enum SharedFolder {
  private static let ending = ".downloads"

  /// The extension's own id is the app's with an ending.
  static var group: String {
    let id = Bundle.main.bundleIdentifier ?? ""
    return "group." + (id.hasSuffix(ending) ? String(id.dropLast(ending.count)) : id)
  }

  /// Where fetched models wait; nil for an app that is signed without the group.
  static var incoming: URL? {
    FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: group)?.appendingPathComponent("incoming")
  }
}
