#if canImport(UIKit)
  import Foundation
  import HeatsoakAgent
  import UIKit

  /// Who the app and the phone are, as far as iOS tells an app.
  enum PhoneIdentity {
    private static let notTold = "iOS does not tell it to an app"

    @MainActor static func read() -> Identity {
      var unreadable = ["batteryHealthPercent": notTold, "batteryCycles": notTold]
      if entitlements == nil { unreadable["entitlements"] = "the app's signature cannot be read" }
      return Identity(build: build, device: device, virtual: false, unreadable: unreadable)
    }

    private static var build: Identity.Build {
      let info = Bundle.main.infoDictionary ?? [:]
      var build = Identity.Build(
        bundleId: Bundle.main.bundleIdentifier ?? "", version: info["CFBundleShortVersionString"] as? String ?? "",
        configuration: configuration, entitlements: entitlements)
      build.debuggerAttached = ProcessReadings.isTraced()
      build.compiler = compiler
      build.sdk = info["DTSDKName"] as? String
      return build
    }

    /// Read once: the file of the app is long.
    private static let entitlements: [String]? = {
      let file = Bundle.main.executableURL.flatMap { try? Data(contentsOf: $0, options: .alwaysMapped) }
      return file.flatMap { CodeSignature(of: $0).entitlements }
    }()

    private static var configuration: Identity.Build.Configuration {
      #if DEBUG
        .debug
      #else
        .release
      #endif
    }

    private static var compiler: String {
      #if compiler(>=6.3)
        "Swift 6.3 or newer"
      #elseif compiler(>=6.2)
        "Swift 6.2"
      #else
        "Swift 6.0 or 6.1"
      #endif
    }

    @MainActor private static var device: Identity.Device {
      let phone = UIDevice.current
      var device = Identity.Device(
        model: ProcessReadings.systemText("hw.machine") ?? "", chip: nil,
        os: "\(phone.systemName) \(phone.systemVersion)",
        osBuild: ProcessReadings.systemText("kern.osversion") ?? "",
        memoryBytes: Int64(ProcessInfo.processInfo.physicalMemory))
      device.uptimeSeconds = ProcessReadings.uptimeSeconds()
      return device
    }
  }
#endif
