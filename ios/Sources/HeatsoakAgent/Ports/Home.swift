/// The agent's home: everything that differs between a phone, a host and a virtual phone.
public struct Home {
  /// The one clock.
  public let clock: any MonotonicClock
  /// What runs the model.
  public let engine: AnyEngine
  /// What can be read of the machine.
  public let sensors: any Sensors
  /// Whether the load is the first since a boot or a purged cache; nil where nobody can know.
  public var isColdLoad: Bool?
  /// Called when a measured window opens and closes, so that a home can prove that nobody disturbed it.
  public var windowOpened: (_ trial: Int) throws -> Void = { _ in }
  /// See `windowOpened`.
  public var windowClosed: (_ trial: Int) throws -> Void = { _ in }
  /// Fixed work that knows nothing of the build; its time tells how hot the machine is.
  public var probe: (() throws -> Void)?
  /// Lets the clock's time pass without load; without it recovery cannot be watched.
  public var idle: ((_ seconds: Double) throws -> Void)?
  /// Whether somebody has asked this launch to end; looked at after each token.
  public var isCancelled: () -> Bool = { false }
  /// SHA-256 of the model as it lies on this machine.
  public var digest: ((_ path: String, _ files: [String]?) throws -> String)?

  /// A home with the parts that no agent can do without.
  public init(clock: any MonotonicClock, engine: AnyEngine, sensors: any Sensors) {
    self.clock = clock
    self.engine = engine
    self.sensors = sensors
  }
}
