#if canImport(UIKit)
  import Foundation
  import HeatsoakAgent
  import Metal
  import Synchronization
  import UIKit

  /// What an iPhone tells: memory, heat and Low Power Mode at any moment from any thread, the rest as the main thread last saw it.
  public final class PhoneSensors: Sensors {
    private let folder: String
    private let seen: Mutex<EnvironmentReading>
    private let who: Identity
    /// One a phone, whoever asks for it; nil in a simulator without one.
    private let graphics = Mutex(MTLCreateSystemDefaultDevice())
    private let warnings = Mutex(0)
    private let cameToFront = DispatchSemaphore(value: 0)

    /// Keeps the screen on from now on. `folder` is where free space is read. To be made once the app runs: while SwiftUI makes an
    /// `App` there is no `UIApplication` yet.
    @MainActor public init(folder: String) {
      self.folder = folder
      UIDevice.current.isBatteryMonitoringEnabled = true
      UIApplication.shared.isIdleTimerDisabled = true
      who = PhoneIdentity.read()
      seen = Mutex(Self.read(folder))
      listen()
      countWarnings()
    }

    /// Waits until the app is in front and has its screen, a moment after its start; what is read before is no state to compare with.
    /// Never called from the main thread. An app that stays behind is measured, and its log says where it was.
    public func waitForFront(atMost seconds: Double) {
      if seen.withLock({ $0.foreground }) != true { _ = cameToFront.wait(timeout: .now() + seconds) }
      refresh()
    }

    /// The app and this phone.
    public func identity() -> Identity { who }

    /// Memory of this app, and what it has given to the graphics processor: a part of it, not more.
    public func memory() -> MemoryReading {
      let memory = ProcessReadings.memory()
      let allocated = graphics.withLock { $0?.currentAllocatedSize }
      return MemoryReading(
        footprintBytes: memory.footprintBytes, mappedBytes: memory.mappedBytes, availableBytes: memory.availableBytes,
        metalAllocatedBytes: allocated.map(Int64.init))
    }

    /// Of `UIApplication.didReceiveMemoryWarningNotification`, since this was made.
    public func memoryWarnings() -> Int { warnings.withLock { $0 } }

    /// Highest footprint by the kernel's count.
    public func peakFootprintBytes() -> Int64? { ProcessReadings.peakFootprintBytes() }

    /// Processor time of this app.
    public func cpuUs() -> Int64? { ProcessReadings.cpuUs() }

    /// Heat and Low Power Mode now, the rest as last told.
    public func environment() -> EnvironmentReading {
      var reading = seen.withLock { $0 }
      reading.thermalState = ThermalState(ProcessInfo.processInfo.thermalState)
      reading.lowPowerMode = ProcessInfo.processInfo.isLowPowerModeEnabled
      return reading
    }

    /// Asks the main thread and waits for it. Called outside windows, and never from the main thread.
    public func refresh() {
      let folder = folder
      let reading = DispatchQueue.main.sync { MainActor.assumeIsolated { Self.read(folder) } }
      seen.withLock { $0 = reading }
    }

    /// What disturbs a measurement tells so by itself; nothing has to be asked in a window.
    @MainActor private func listen() {
      let changes = [
        UIDevice.batteryStateDidChangeNotification, UIApplication.didEnterBackgroundNotification,
        UIApplication.didBecomeActiveNotification, UIApplication.willResignActiveNotification,
        UIScreen.brightnessDidChangeNotification,
      ]
      for change in changes {
        // For as long as the app lives: there is one of these.
        _ = NotificationCenter.default.addObserver(forName: change, object: nil, queue: .main) { [weak self] _ in
          MainActor.assumeIsolated { self?.takeOver() }
        }
      }
    }

    /// Comes on the main thread, which waits for no window.
    @MainActor private func countWarnings() {
      _ = NotificationCenter.default.addObserver(
        forName: UIApplication.didReceiveMemoryWarningNotification, object: nil, queue: nil
      ) { [weak self] _ in self?.warnings.withLock { $0 += 1 } }
    }

    @MainActor private func takeOver() {
      let reading = Self.read(folder)
      seen.withLock { $0 = reading }
      if reading.foreground == true { cameToFront.signal() }
    }

    @MainActor private static func read(_ folder: String) -> EnvironmentReading {
      let phone = UIDevice.current
      var reading = EnvironmentReading()
      // Below zero where the battery is not monitored, as in a simulator.
      reading.batteryPercent = phone.batteryLevel < 0 ? nil : Double(phone.batteryLevel * 100)
      reading.charging = phone.batteryState == .unknown ? nil : phone.batteryState != .unplugged
      reading.brightness = UIApplication.shared.connectedScenes.lazy
        .compactMap { ($0 as? UIWindowScene)?.screen }.first.map { Double($0.brightness) }
      reading.foreground = UIApplication.shared.applicationState == .active
      reading.freeDiskBytes = ProcessReadings.freeBytes(at: folder)
      return reading
    }
  }

  extension ThermalState {
    init?(_ state: ProcessInfo.ThermalState) {
      switch state {
      case .nominal: self = .nominal
      case .fair: self = .fair
      case .serious: self = .serious
      case .critical: self = .critical
      @unknown default: return nil
      }
    }
  }
#endif
