import HeatsoakAgent
import Synchronization
import llama

/// What llama.cpp logs while it loads. It logs nothing while it decodes.
enum LlamaLog {
  private static let lines = Mutex<[String]>([])

  /// From now on its lines come here and not to standard error.
  static func listen() {
    llama_log_set(
      { _, text, _ in
        guard let text else { return }
        LlamaLog.hear(String(cString: text))
      }, nil)
  }

  /// What was heard since the last call.
  static func take() -> [String] {
    lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
  }

  private static func hear(_ line: String) {
    if line.contains("buffer size") { lines.withLock { $0.append(line) } }
  }

  /// The buffers that lines such as `llama_kv_cache:        CPU KV buffer size =   192.00 MiB` name, in their order.
  static func buffers(in lines: [String]) -> [ModelFacts.Buffer] {
    lines.compactMap { line in
      guard let match = line.firstMatch(of: #/:\s*(\S[^:]*?)\s+buffer size\s*=\s*([\d.]+) MiB/#),
        let mebibytes = Double(match.2)
      else { return nil }
      let name = match.1.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return ModelFacts.Buffer(name: name, bytes: mebibytes * 1_048_576)
    }
  }
}
