import Dispatch
import Foundation
import Synchronization
import Testing

@testable import HeatsoakAgent

@Suite struct HostTests {
  @Test func theClockGoesOnAndNeverBack() {
    let clock = SystemClock()
    var last = clock.now()
    for _ in 0..<1000 {
      let now = clock.now()
      #expect(!(now < last))
      last = now
    }
    #expect(last.nanoseconds > 0)
    #expect(clock.name.hasPrefix("CLOCK_MONOTONIC"))
  }

  @Test func theWallClockIsADateInUTC() throws {
    let text = SystemClock().wallClock()
    let date = try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    #expect(abs(date.timeIntervalSinceNow) < 60)
    #expect(text.hasSuffix("Z"))
  }

  @Test func theTimerCallsUntilItIsStopped() {
    let calls = DispatchSemaphore(value: 0)
    let ticker = SystemClock().every(milliseconds: 1) { calls.signal() }
    for _ in 0..<3 { #expect(calls.wait(timeout: .now() + 30) == .success) }
    ticker.stop()
  }

  @Test(arguments: [(0, 0), (499, 0), (500, 1), (1499, 1), (-499, 0), (-500, 0), (-501, -1), (-1500, -1)])
  func momentsAreRoundedHalfUp(nanoseconds: Int64, microseconds: Int64) {
    #expect(Moment(nanoseconds: nanoseconds).microseconds == microseconds)
  }

  @Test func thisProcessCanBeRead() {
    let sensors = HostSensors(folder: "/")
    #expect(sensors.memory().footprintBytes > 100_000)
    #expect(sensors.cpuUs() ?? 0 > 0)
    #expect(sensors.environment().freeDiskBytes ?? 0 > 0)
    sensors.refresh()
    #expect(sensors.environment().loadAverage ?? -1 >= 0)
    let identity = sensors.identity()
    #expect(identity.device.memoryBytes > 1 << 28)
    #expect(identity.device.uptimeSeconds ?? 0 > 0)
    #expect(!identity.device.osBuild.isEmpty)
    #expect(!identity.virtual)
    _ = sensors.peakFootprintBytes()
  }

  @Test func whatTheSystemDoesNotTellIsNil() {
    #expect(ProcessReadings.systemText("no.such.value") == nil)
    #expect(ProcessReadings.freeBytes(at: "/nowhere") == nil)
  }

  @Test func theFixedWorkIsDone() throws { try FixedWork.run() }

  @Test func workOfTasksIsAwaited() async throws {
    #expect(try await onOwnThread { try waiting { 7 } } == 7)
    await #expect(throws: AgentError("A", "b")) {
      try await onOwnThread { try waiting { () -> Int in throw AgentError("A", "b") } }
    }
  }
}
