/// A token whose text is recognised wherever it stands.
struct SpecialToken {
  let id: Int32
  let content: [UInt8]
  /// Whether it takes the white space before it away, and that after it.
  let stripsBefore: Bool
  let stripsAfter: Bool
}

/// Plain text, or a special token.
enum Fragment {
  case text([UInt8])
  case token(Int32)
}

/// Cuts special tokens out of a text, the longest first, as llama.cpp does. Empty pieces of text vanish.
func fragments(of text: [UInt8], _ tokens: [SpecialToken]) -> [Fragment] {
  var fragments: [Fragment] = text.isEmpty ? [] : [.text(text)]
  for token in tokens.sorted(by: { $0.content.count > $1.content.count }) {
    fragments = fragments.flatMap { fragment in
      if case .text(let text) = fragment { cut(token, outOf: text) } else { [fragment] }
    }
  }
  return fragments
}

private func cut(_ token: SpecialToken, outOf text: [UInt8]) -> [Fragment] {
  var rest = text[...]
  var fragments: [Fragment] = []
  func add(_ text: ArraySlice<UInt8>) { if !text.isEmpty { fragments.append(.text(Array(text))) } }
  while let start = rest.firstIndex(of: token.content) {
    var before = rest[..<start]
    if token.stripsBefore { while let last = before.last, isSpace(last) { before.removeLast() } }
    add(before)
    fragments.append(.token(token.id))
    rest = rest[(start + token.content.count)...]
    if token.stripsAfter { rest = rest.drop(while: isSpace) }
  }
  add(rest)
  return fragments
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

extension ArraySlice<UInt8> {
  /// Where `bytes` begin in it.
  fileprivate func firstIndex(of bytes: [UInt8]) -> Int? {
    guard count >= bytes.count else { return nil }
    return (startIndex...endIndex - bytes.count).first { self[$0...].starts(with: bytes) }
  }
}
