import Foundation
import HeatsoakAgent

#if !HEATSOAK_OFF
  import HeatsoakProbes
  import Synchronization
#endif

/// What an app calls to be measured. Nothing happens unless the launch environment or a link asks for it, and with
/// `HEATSOAK_OFF` in the package's build nothing is left of it.
public enum HeatsoakAgent {
  #if !HEATSOAK_OFF
    private static let isRunning = Mutex(false)
    /// An app that was started is in front within a second; one that is kept behind is not waited for longer.
    private static let longestStart = 10.0
  #endif

  /// To be called once when the app starts. Runs the launch that the environment asks for, on a thread of its own; the engine is
  /// made there, and only then. Returns whether a launch was begun.
  @MainActor @discardableResult
  public static func runIfRequested(engine: @autoclosure @escaping @Sendable () -> any TokenEngine) -> Bool {
    begin(BenchRequest(environment: ProcessInfo.processInfo.environment)) { .tokens(engine()) }
  }

  /// The same for an engine that tells text only.
  @MainActor @discardableResult
  public static func runIfRequested(textEngine: @autoclosure @escaping @Sendable () -> any TextEngine) -> Bool {
    begin(BenchRequest(environment: ProcessInfo.processInfo.environment)) { .text(textEngine()) }
  }

  /// The same for a link that the app was opened with.
  @MainActor @discardableResult
  public static func runIfRequested(
    by url: URL, engine: @autoclosure @escaping @Sendable () -> any TokenEngine
  ) -> Bool {
    begin(BenchRequest(url: url)) { .tokens(engine()) }
  }

  #if HEATSOAK_OFF
    @MainActor private static func begin(_ request: BenchRequest?, _ engine: @escaping @Sendable () -> AnyEngine)
      -> Bool
    {
      false
    }
  #else
    @MainActor private static func begin(_ request: BenchRequest?, _ engine: @escaping @Sendable () -> AnyEngine)
      -> Bool
    {
      // Two launches in one process would measure each other.
      guard let request,
        isRunning.withLock({ running in
          defer { running = true }; return !running
        })
      else { return false }
      let documents = FileManager.default.urls(for: .documentDirectory, in: .userDomainMask)[0]
      let thread = Thread {
        let run = BenchRun(request: request, documents: documents, sensors: sensors(folder: documents.path))
        do { _ = try run.run(engine: engine()) } catch { NSLog("Heatsoak cannot write its log: \(error)") }
        isRunning.withLock { $0 = false }
      }
      thread.name = "heatsoak"
      thread.qualityOfService = .userInitiated
      // llama.cpp's graphs go deep; a secondary thread has half a megabyte otherwise.
      thread.stackSize = 8 << 20
      thread.start()
      return true
    }

    /// Called on the bench's own thread, which may be ahead of the app: what UIKit tells is asked when the app runs.
    private static func sensors(folder: String) -> any Sensors {
      #if canImport(UIKit)
        let sensors = DispatchQueue.main.sync { MainActor.assumeIsolated { PhoneSensors(folder: folder) } }
        sensors.waitForFront(atMost: longestStart)
        return sensors
      #else
        return HostSensors(folder: folder)
      #endif
    }
  #endif
}
