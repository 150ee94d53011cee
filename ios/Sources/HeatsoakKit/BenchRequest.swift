import Foundation

/// That somebody wants a launch measured: by the launch environment or by a link.
public struct BenchRequest: Sendable, Equatable {
  /// Names the variable that the harness sets.
  public static let variable = "HEATSOAK_SESSION"
  private static let longestId = 200

  /// Id of the launch, and name of its folder.
  public let launch: String

  /// Nil where the environment does not ask, or asks for what is no folder's name.
  public init?(environment: [String: String]) {
    guard let launch = environment[Self.variable] else { return nil }
    self.init(launch: launch)
  }

  /// `heatsoak://run?session=<launch>`; nil for any other link.
  public init?(url: URL) {
    guard url.scheme == "heatsoak", url.host == "run" else { return nil }
    let items = URLComponents(url: url, resolvingAgainstBaseURL: false)?.queryItems ?? []
    guard let launch = items.first(where: { $0.name == "session" })?.value else { return nil }
    self.init(launch: launch)
  }

  /// A link may come from any app: nothing but one folder's name is let through.
  private init?(launch: String) {
    let isName = !launch.isEmpty && launch.count <= Self.longestId && launch != "." && launch != ".."
    guard isName, !launch.contains(where: { $0 == "/" || $0 == "\\" || $0 == "\0" }) else { return nil }
    self.launch = launch
  }
}
