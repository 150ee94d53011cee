import Testing

@testable import HeatsoakAgent

/// One by one, as llama.cpp's own greedy sampler does it.
private func firstOfHighest(_ values: [Float]) -> Int {
  var best = 0
  for (index, value) in values.enumerated() where value > values[best] { best = index }
  return best
}

private func found(in values: [Float]) -> Int { values.withUnsafeBufferPointer { highest(of: $0) } }

@Suite struct HighestLogitTests {
  @Test(arguments: [1, 2, 7, 8, 9, 255, 256, 257, 512, 1003])
  func findsWhatReadingOneByOneFinds(count: Int) {
    for place in 0..<count {
      var values = (0..<count).map { Float(($0 * 7919) % 1000) / 1000 }
      #expect(found(in: values) == firstOfHighest(values))
      values[place] = 2
      #expect(found(in: values) == place)
    }
  }

  @Test(arguments: [(3, 5), (3, 300), (256, 257), (255, 256), (900, 1000)])
  func takesTheFirstOfEqualOnes(first: Int, second: Int) {
    var values = [Float](repeating: -1, count: 1003)
    values[first] = 4
    values[second] = 4
    #expect(found(in: values) == first)
  }

  @Test func findsItBelowZeroAndWhereAllAreTheSame() {
    #expect(found(in: [-3, -2, -5]) == 1)
    #expect(found(in: [Float](repeating: 0, count: 700)) == 0)
    #expect(found(in: [Float](repeating: -.infinity, count: 700)) == 0)
    #expect(found(in: []) == 0)
  }
}
