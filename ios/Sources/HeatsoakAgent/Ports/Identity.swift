/// Who the app and the machine are, as `agent.started` tells it.
public struct Identity: Sendable, Equatable, Decodable {
  /// The installed app.
  public struct Build: Sendable, Equatable, Decodable {
    /// How the app was compiled.
    public enum Configuration: String, Sendable, Decodable {
      case release
      case debug
    }

    /// Of the app that runs.
    public var bundleId: String
    /// Of the app that runs.
    public var version: String
    /// A debug build's numbers count for nothing.
    public var configuration: Configuration
    /// What the app is signed with, as far as it can tell; nil where it cannot.
    public var entitlements: [String]?
    /// Whether somebody traces the process.
    public var debuggerAttached: Bool?
    /// Of Swift.
    public var compiler: String?
    /// The system's interfaces that it was built with.
    public var sdk: String?

    /// A build; what is not given is not known.
    public init(bundleId: String, version: String, configuration: Configuration, entitlements: [String]?) {
      self.bundleId = bundleId
      self.version = version
      self.configuration = configuration
      self.entitlements = entitlements
    }
  }

  /// The machine.
  public struct Device: Sendable, Equatable, Decodable {
    /// Such as `iPhone18,1`.
    public var model: String
    /// Such as `A19 Pro`; nil where the system does not tell.
    public var chip: String?
    /// Such as `iOS 26.1`.
    public var os: String
    /// Such as `23B85`.
    public var osBuild: String
    /// Of the whole machine.
    public var memoryBytes: Int64
    /// Of the battery as built.
    public var batteryHealthPercent: Double?
    /// How often it was charged.
    public var batteryCycles: Int?
    /// Energy of a full battery as built.
    public var batteryWattHours: Double?
    /// Since the system started.
    public var uptimeSeconds: Double?

    /// A machine; what is not given is not known.
    public init(model: String, chip: String?, os: String, osBuild: String, memoryBytes: Int64) {
      self.model = model
      self.chip = chip
      self.os = os
      self.osBuild = osBuild
      self.memoryBytes = memoryBytes
    }
  }

  /// The installed app.
  public var build: Build
  /// The machine.
  public var device: Device
  /// Whether physics are simulated.
  public var virtual: Bool
  /// Why a fact that should be known is not, by its name.
  public var unreadable: [String: String]?

  /// Who runs on what; `unreadable` says why a fact is missing.
  public init(build: Build, device: Device, virtual: Bool, unreadable: [String: String]? = nil) {
    self.build = build
    self.device = device
    self.virtual = virtual
    self.unreadable = unreadable
  }

  var json: JSON {
    .fields(["build": build.json, "device": device.json, "virtual": .bool(virtual)])
      .adding(unreadable.map { ["unreadable": Self.sorted($0)] } ?? [:])
  }

  private static func sorted(_ reasons: [String: String]) -> JSON {
    .object(reasons.sorted { $0.key < $1.key }.map { JSON.Field(name: $0.key, value: .string($0.value)) })
  }
}

extension Identity.Build {
  var json: JSON {
    [
      "bundleId": .string(bundleId), "version": .string(version), "configuration": .string(configuration.rawValue),
      "entitlements": entitlements.map { .array($0.map(JSON.string)) } ?? .null,
      "debuggerAttached": JSON(debuggerAttached), "compiler": JSON(compiler), "sdk": JSON(sdk),
    ]
  }
}

extension Identity.Device {
  var json: JSON {
    [
      "model": .string(model), "chip": JSON(chip), "os": .string(os), "osBuild": .string(osBuild),
      "memoryBytes": .int(memoryBytes), "batteryHealthPercent": JSON(batteryHealthPercent),
      "batteryCycles": JSON(batteryCycles), "batteryWattHours": JSON(batteryWattHours),
      "uptimeSeconds": JSON(uptimeSeconds),
    ]
  }
}
