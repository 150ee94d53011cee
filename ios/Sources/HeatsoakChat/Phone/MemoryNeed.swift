import HeatsoakAgent

/// Memory that a model needs beside its own file. The file is mapped: its pages are clean, and the system does not count them.
public struct MemoryNeed: Sendable, Equatable {
  /// What the engine takes whatever the context: graphs, batches, tokenizer. Of llama.cpp with batches of 512, rounded up.
  public static let fixedBytes: Int64 = 300 << 20
  /// Left to the app itself; below that the system warns.
  public static let reserveBytes: Int64 = 100 << 20

  /// Keys and values of one token.
  public let bytesPerToken: Int64

  /// Of a model whose keys and values of one token take so many bytes.
  public init(bytesPerToken: Int64) { self.bytesPerToken = bytesPerToken }

  /// For a context of so many tokens, reserve included.
  public func bytes(contextTokens: Int) -> Int64 {
    Self.fixedBytes + Self.reserveBytes + bytesPerToken * Int64(contextTokens)
  }

  /// Throws `notEnoughMemory` with the longest context that would fit, in steps of 256. Nothing is refused where `available` is
  /// nil: the system then has no limit, or does not tell.
  public func check(contextTokens: Int, available: Int64?) throws {
    let needed = bytes(contextTokens: contextTokens)
    guard let available, needed > available else { return }
    let room = max(0, available - bytes(contextTokens: 0))
    let fits = bytesPerToken > 0 ? Int(room / bytesPerToken) / 256 * 256 : 0
    throw ChatProblem.notEnoughMemory(
      contextTokens: contextTokens, needed: needed, available: available, fits: fits)
  }
}
