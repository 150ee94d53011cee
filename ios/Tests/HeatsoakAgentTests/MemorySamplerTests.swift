import Foundation
import Testing

@testable import HeatsoakAgent

@Suite struct MemorySamplerTests {
  let bench = Bench()

  private func drained(_ act: (MemorySampler) -> Void) throws -> [Line] {
    let events = EventWriter(clock: bench.clock, folder: bench.folder)
    let sampler = MemorySampler(clock: bench.clock, sensors: bench.sensors, intervalMs: 100)
    act(sampler)
    sampler.drain(to: events, trial: RunningTrial(number: 4, start: Moment(nanoseconds: 150_000_000)))
    sampler.stop()
    bench.clock.advance(us: 100_000)
    try events.flush()
    return try bench.lines()
  }

  @Test func samplesAtTheStartAtEachTickAndAtTheEnd() throws {
    let memory = try drained { _ in
      bench.clock.advance(us: 100_000)
      bench.sensors.set { $0.memory = MemoryReading(footprintBytes: 7, mappedBytes: nil, availableBytes: 9) }
      bench.clock.advance(us: 100_000)
    }[0]
    #expect(memory.ints("tUs") == [0, 100_000, 200_000, 200_000])
    #expect(memory.ints("footprintBytes") == [1 << 20, 1 << 20, 7, 7])
    #expect(memory.numbers("mappedBytes") == [4096, 4096, nil, nil])
    #expect(memory.fields["kernelPeakBytes"] is NSNull)
  }

  @Test func leavesOutWhatReadsAsItsNeighboursAndKeepsBothSidesOfAGap() throws {
    let memory = try drained { _ in
      for _ in 0..<5 { bench.clock.advance(us: 100_000) }
      bench.clock.advance(us: 400_000)
      bench.clock.advance(us: 100_000)
      bench.sensors.set { $0.memory = MemoryReading(footprintBytes: 7, mappedBytes: 4096, availableBytes: nil) }
      bench.clock.advance(us: 100_000)
    }[0]
    #expect(memory.ints("tUs") == [0, 500_000, 900_000, 1_000_000, 1_100_000, 1_100_000])
    #expect(memory.ints("leftOut") == [4, 0, 0, 0, 0, 0])
    #expect(memory.ints("footprintBytes") == [1 << 20, 1 << 20, 1 << 20, 1 << 20, 7, 7])
  }

  @Test func keepsASampleAtLeastNowAndThen() throws {
    let memory = try drained { _ in
      for _ in 0..<250 { bench.clock.advance(us: 100_000) }
    }[0]
    #expect(memory.ints("leftOut") == [100, 100, 47, 0, 0])
    #expect(memory.ints("tUs") == [0, 10_100_000, 20_200_000, 25_000_000, 25_000_000])
  }

  /// A page more or less from sample to sample, and one spike of a single sample.
  @Test func thinsRestlessMemoryAndKeepsItsExtremes() throws {
    let memory = try drained { _ in
      for i in 1..<600 {
        let footprint = 1_000_000_000 + (i == 123 ? 300_000_000 : Int64(i % 7) * 16_384)
        let available = 2_000_000_000 - footprint
        bench.sensors.set {
          $0.memory = MemoryReading(footprintBytes: footprint, mappedBytes: 4096, availableBytes: available)
        }
        bench.clock.advance(us: 100_000)
      }
    }[0]
    let times = try #require(memory.ints("tUs"))
    let leftOut = try #require(memory.ints("leftOut"))
    #expect(times.count <= 121)
    #expect(times.count + leftOut.reduce(0, +) == 601)
    #expect(memory.ints("footprintBytes")?.max() == 1_300_000_000)
    #expect((memory.int("leftOutWithinBytes") ?? 0) > 0)
    #expect(times.suffix(4) == [59_700_000, 59_800_000, 59_900_000, 59_900_000])
  }

  @Test func tellsEachTransitionOfTheThermalStateAtItsTime() throws {
    bench.sensors.set { $0.environment.thermalState = .nominal }
    let lines = try drained { _ in
      bench.sensors.set { $0.environment.thermalState = .serious }
      bench.clock.advance(us: 100_000)
      bench.clock.advance(us: 100_000)
    }
    #expect(lines.of("thermal").map { $0.text("state") } == ["nominal", "serious"])
    #expect(lines.of("thermal").map { $0.int("t") } == [0, 100_000])
  }

  @Test func tellsAMemoryWarningAsAFaultOfTheTrialInWhichItFell() throws {
    bench.sensors.set {
      $0.memoryWarnings = 3
      $0.memory = MemoryReading(footprintBytes: 1, mappedBytes: nil, availableBytes: 500)
    }
    let faults = try drained { _ in
      bench.sensors.set { $0.memoryWarnings += 1 }
      bench.clock.advance(us: 100_000)
      bench.sensors.set { $0.memoryWarnings += 2 }
      bench.clock.advance(us: 100_000)
    }.of("fault")
    #expect(faults.map { $0.text("code") } == ["MEMORY_WARNING", "MEMORY_WARNING", "MEMORY_WARNING"])
    #expect(faults.map { $0.text("message") }.first == "memory runs low; 500 bytes were left")
    #expect(faults.map { $0.int("t") } == [100_000, 200_000, 200_000])
    #expect(faults.map { $0.int("trial") } == [nil, 4, 4])
  }

  @Test func tellsTheSizeThatMetalHasGivenWhereTheDeviceCountsIt() throws {
    #expect(try drained { _ in }[0].fields["metalAllocatedBytes"] == nil)
    bench.sensors.set {
      $0.memory = MemoryReading(footprintBytes: 1, mappedBytes: nil, availableBytes: nil, metalAllocatedBytes: 64)
    }
    #expect(try drained { _ in }.last?.numbers("metalAllocatedBytes") == [64, 64])
  }

  @Test func tellsTheChargeByWholePercents() throws {
    bench.sensors.set { $0.environment.batteryPercent = 50 }
    let lines = try drained { _ in
      for percent in [49.9, 49.2, 48.5] {
        bench.sensors.set { $0.environment.batteryPercent = percent }
        bench.clock.advance(us: 100_000)
      }
    }
    #expect(lines.of("environment").map { $0.int("t") } == [100_000, 300_000])
  }

  @Test func tellsWhatDisturbedAndNotWhatMovesByItself() throws {
    let lines = try drained { _ in
      bench.sensors.set { $0.environment.freeDiskBytes = 50 }
      bench.clock.advance(us: 100_000)
      bench.sensors.set {
        $0.environment.lowPowerMode = true
        $0.environment.foreground = false
        $0.environment.network = "wifi"
        $0.environment.loadAverage = 0.5
      }
      bench.clock.advance(us: 100_000)
    }
    let changes = lines.of("environment")
    #expect(changes.map { $0.int("t") } == [200_000])
    #expect(changes[0].text("at") == "change")
    #expect(changes[0].fields["lowPowerMode"] as? Bool == true)
    #expect(changes[0].text("network") == "wifi")
  }
}
