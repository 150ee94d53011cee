/// Index of the highest logit, the first of equals, 0 of none. It runs once a token over the whole vocabulary: many are compared at
/// once, and only the block that holds the highest is searched one by one.
public func highest(of row: UnsafeBufferPointer<Float>) -> Int {
  let blockSize = 256
  var found = 0
  var most = -Float.infinity
  for start in stride(from: 0, to: row.count, by: blockSize) {
    let end = min(start + blockSize, row.count)
    let ofBlock = highestValue(of: UnsafeBufferPointer(rebasing: row[start..<end]))
    if ofBlock > most {
      most = ofBlock
      found = start
    }
  }
  return (found..<min(found + blockSize, row.count)).first { row[$0] == most } ?? 0
}

private func highestValue(of block: UnsafeBufferPointer<Float>) -> Float {
  typealias Lanes = SIMD8<Float>
  var ofLanes = Lanes(repeating: -.infinity)
  let bytes = UnsafeRawBufferPointer(block)
  let inLanes = block.count - block.count % Lanes.scalarCount
  for index in stride(from: 0, to: inLanes, by: Lanes.scalarCount) {
    let values = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.stride, as: Lanes.self)
    ofLanes.replace(with: values, where: values .> ofLanes)
  }
  var most = -Float.infinity
  for lane in 0..<Lanes.scalarCount where ofLanes[lane] > most { most = ofLanes[lane] }
  for value in block[inLanes...] where value > most { most = value }
  return most
}
