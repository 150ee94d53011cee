/// What ends a launch: it becomes a `fault` event with this code.
public struct AgentError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A code of the harness's register where it has one, such as `MODEL_UNLOADABLE`.
  public let code: String
  /// What is wrong, in one sentence.
  public let message: String

  /// An error with its code and its sentence.
  public init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Code and sentence, for a terminal.
  public var description: String { "\(code): \(message)" }
}

extension AgentError {
  /// Any error as one with a code; those of the system become `AGENT_FAILED`.
  static func of(_ error: any Error) -> AgentError {
    (error as? AgentError) ?? (error as? TrialFault)?.error ?? AgentError("AGENT_FAILED", "\(error)")
  }

  /// The system told the app to give memory back; `memory` as it was then.
  static func memoryWarning(_ memory: MemoryReading) -> AgentError {
    let left = memory.availableBytes.map { "; \($0) bytes were left" } ?? ""
    return AgentError("MEMORY_WARNING", "memory runs low\(left)")
  }

  /// A prompt that leaves no room for its answer.
  public static func tooLong(prompt: Int, count: Int, context: Int) -> AgentError {
    AgentError("PROMPT_TOO_LONG", "prompt of \(prompt) and \(count) new tokens do not fit the context of \(context)")
  }
}

/// A trial failed, but the next one may work: the way to a server, not the model.
public struct TrialFault: Error, Sendable {
  /// What the log says of it.
  public let error: AgentError

  /// A fault that ends its trial only.
  public init(_ code: String, _ message: String) {
    error = AgentError(code, message)
  }
}
