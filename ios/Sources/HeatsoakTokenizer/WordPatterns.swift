/// The ways to cut a text into words that are known, as `heatsoak model convert` writes them: the patterns of one are applied one after
/// the other to what is left whole. They are llama.cpp's (`llm_tokenizer_bpe` in `llama-vocab.cpp`), in words that ICU reads too.
let wordPatterns: [[String]] = [
  [gpt2], [#"\p{N}"#, gpt2], [llama3], [qwen2], [tekken], [gpt4o],
]

private let contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
private let lines = #"|\s*[\r\n]+|\s+(?!\S)|\s+"#
private let rest = #" ?[^\s\p{L}\p{N}]+[\r\n]*"# + lines
private let restWithSlash = #" ?[^\s\p{L}\p{N}]+[\r\n/]*"# + lines
private let upper = #"((?=[\p{L}])([^a-z]))"#
private let lower = #"((?=[\p{L}])([^A-Z]))"#
private let before = #"[^\r\n\p{L}\p{N}]?"#

private let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
private let llama3 = #"\#(contractions)|\#(before)\p{L}+|\p{N}{1,3}|\#(rest)"#
private let qwen2 = #"\#(contractions)|\#(before)\p{L}+|\p{N}|\#(rest)"#
private let tekken =
  #"\#(before)\#(upper)*\#(lower)+|\#(before)\#(upper)+\#(lower)*|\p{N}|\#(restWithSlash)"#
private let gpt4o =
  #"\#(before)\#(upper)*\#(lower)+\#(contractions)?|\#(before)\#(upper)+\#(lower)*\#(contractions)?"#
  + #"|\p{N}{1,3}|\#(restWithSlash)"#
