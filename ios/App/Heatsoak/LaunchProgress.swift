import Foundation
import Observation

/// What the newest launch says of itself in its `status.json`. Read seldom: reading is work of the phone's own.
@MainActor @Observable final class LaunchProgress {
  /// A few bytes that the agent replaces outside measured windows.
  struct Status: Decodable, Equatable {
    let state: String
    let launch: String
    let trial: Int
    let trials: Int?
  }

  private(set) var newest: Status?
  private static let pause = Duration.seconds(5)

  /// Looks again and again until the view is gone.
  func follow() async {
    while !Task.isCancelled {
      let status = Self.read()
      // Drawing anew what has not changed would be work of the graphics processor in a measured window.
      if status != newest { newest = status }
      try? await Task.sleep(for: Self.pause)
    }
  }

  private static func read() -> Status? {
    let documents = FileManager.default.urls(for: .documentDirectory, in: .userDomainMask)[0]
    let folder = documents.appendingPathComponent("heatsoak")
    let launches = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    let files = launches.map { $0.appendingPathComponent("status.json") }
    let newest = files.max { date(of: $0) < date(of: $1) }
    return newest.flatMap { try? JSONDecoder().decode(Status.self, from: Data(contentsOf: $0)) }
  }

  private static func date(of file: URL) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }
}
