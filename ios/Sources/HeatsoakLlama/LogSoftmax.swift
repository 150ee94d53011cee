import Foundation

/// Natural logs of the probabilities that the logits stand for.
func logSoftmax(_ logits: UnsafeBufferPointer<Float>, into logs: inout [Float]) {
  let highest = Double(logits.max() ?? 0)
  // Sums of tens of thousands of small numbers want more digits than a Float has.
  let sum = logits.reduce(0.0) { $0 + exp(Double($1) - highest) }
  let total = highest + log(sum)
  for index in logits.indices { logs[index] = Float(Double(logits[index]) - total) }
}
