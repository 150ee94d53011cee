import Foundation

/// Index of the highest number of a row, the first of equals, 0 of none: the greedy choice of every engine.
@inlinable public func highest<Number: Comparable>(of row: UnsafeBufferPointer<Number>) -> Int {
  guard var most = row.first else { return 0 }
  var best = 0
  for index in 1..<row.count where row[index] > most {
    most = row[index]
    best = index
  }
  return best
}

/// Natural logs of the probabilities that the logits stand for.
public func logSoftmax(_ logits: UnsafeBufferPointer<Float>, into logs: inout [Float]) {
  let most = Double(logits.max() ?? 0)
  // Sums of tens of thousands of small numbers want more digits than a Float has.
  let sum = logits.reduce(0.0) { $0 + exp(Double($1) - most) }
  let total = most + log(sum)
  for index in logits.indices { logs[index] = Float(Double(logits[index]) - total) }
}
