import Foundation
import HeatsoakAgent

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What went wrong, as a case with the numbers that its sentence needs. The app turns it into words of the reader's language.
public enum ChatProblem: Error, Sendable, Equatable {
  /// The disk has no room; both in bytes.
  case noSpace(needed: Int64, free: Int64)
  /// The model does not fit into memory with a context of this many tokens; `fits` is the longest that would, 0 where none.
  case notEnoughMemory(contextTokens: Int, needed: Int64, available: Int64, fits: Int)
  /// The bytes are not those that were promised.
  case damagedModel(name: String)
  /// The engine cannot open the model; `reason` is its own word.
  case unreadableModel(name: String, reason: String)
  /// The question alone is longer than the context.
  case questionTooLong(tokens: Int, contextTokens: Int)
  /// There is no way to the Internet.
  case noNetwork
  /// Nobody answers there.
  case serverUnreachable(host: String)
  /// Somebody answered that it cannot be done: the HTTP status and the server's words.
  case serverRefused(status: Int, reason: String)
  /// No model is on the phone and no server is named.
  case nobodyAnswers
  /// A bench runs: whatever else computes would be measured with it.
  case benchRuns
  /// What has no case of its own.
  case other(String)

  /// No room, where the system did not say how much is missing.
  static let diskFull = ChatProblem.noSpace(needed: 0, free: 0)

  /// Any error as a problem. `host` is whom was asked.
  public static func of(_ error: any Error, host: String = "") -> ChatProblem {
    switch error {
    case let problem as ChatProblem: problem
    case let error as AgentError: .unreadableModel(name: "", reason: error.message)
    case let error as URLError: network(error, host: host)
    default: ofSystem(error)
    }
  }

  private static func network(_ error: URLError, host: String) -> ChatProblem {
    switch error.code {
    case .notConnectedToInternet, .dataNotAllowed, .internationalRoamingOff: .noNetwork
    // Foundation on Linux says `unknown` of a connection that breaks within an answer.
    case .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .timedOut, .networkConnectionLost, .unknown:
      .serverUnreachable(host: host)
    default: .other(error.localizedDescription)
    }
  }

  /// A full disk shows under several names.
  private static func ofSystem(_ error: any Error) -> ChatProblem {
    let system = error as NSError
    let below = system.userInfo[NSUnderlyingErrorKey] as? NSError
    let isFull = [system, below].contains { error in
      (error?.domain == NSPOSIXErrorDomain && error?.code == Int(ENOSPC))
        || (error?.domain == NSCocoaErrorDomain && error?.code == CocoaError.fileWriteOutOfSpace.rawValue)
    }
    return isFull ? .diskFull : .other(system.localizedDescription)
  }
}
