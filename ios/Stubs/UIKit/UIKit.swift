// What Heatsoak uses of UIKit, as Apple's headers declare it. For type checks on Linux; nothing here runs.
@_exported import Dispatch
@_exported import Foundation

@MainActor open class UIDevice: NSObject {
  public class var current: UIDevice { fatalError() }
  public enum BatteryState: Int, Sendable { case unknown = 0, unplugged = 1, charging = 2, full = 3 }
  public var isBatteryMonitoringEnabled: Bool { get { fatalError() } set {} }
  public var batteryLevel: Float { fatalError() }
  public var batteryState: BatteryState { fatalError() }
  public var systemName: String { fatalError() }
  public var systemVersion: String { fatalError() }
  public nonisolated static var batteryStateDidChangeNotification: NSNotification.Name { fatalError() }
}

@MainActor open class UIScreen: NSObject {
  public var brightness: CGFloat { get { fatalError() } set {} }
  public nonisolated static var brightnessDidChangeNotification: NSNotification.Name { fatalError() }
}

@MainActor open class UIScene: NSObject {}

@MainActor open class UIWindowScene: UIScene {
  public var screen: UIScreen { fatalError() }
}

@MainActor open class UIApplication: NSObject {
  public class var shared: UIApplication { fatalError() }
  public enum State: Int, Sendable { case active = 0, inactive = 1, background = 2 }
  public var isIdleTimerDisabled: Bool { get { fatalError() } set {} }
  public var applicationState: State { fatalError() }
  public var connectedScenes: Set<UIScene> { fatalError() }
  public nonisolated static var didEnterBackgroundNotification: NSNotification.Name { fatalError() }
  public nonisolated static var didBecomeActiveNotification: NSNotification.Name { fatalError() }
  public nonisolated static var didReceiveMemoryWarningNotification: NSNotification.Name { fatalError() }
  public nonisolated static var willResignActiveNotification: NSNotification.Name { fatalError() }
}

// Of Foundation on Apple systems.
extension ProcessInfo {
  public enum ThermalState: Int, Sendable { case nominal = 0, fair = 1, serious = 2, critical = 3 }
  public var thermalState: ThermalState { fatalError() }
  public var isLowPowerModeEnabled: Bool { fatalError() }
}
