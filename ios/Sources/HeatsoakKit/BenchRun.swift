#if !HEATSOAK_OFF
  import Foundation
  import HeatsoakAgent

  /// One launch in an app: its folder under Documents, its plan, its log.
  struct BenchRun {
    let request: BenchRequest
    let documents: URL
    let sensors: any Sensors

    /// How it ended.
    enum Outcome: Equatable {
      case finished
      case failed
      /// There was no plan, and `hello.json` tells who is there.
      case saidHello
    }

    private var folder: URL { documents.appendingPathComponent("heatsoak/\(request.launch)") }

    /// Runs on the calling thread. Throws what keeps even a log from being written.
    func run(engine: AnyEngine) throws -> Outcome {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appendingPathComponent("plan.json")
      guard FileManager.default.fileExists(atPath: file.path) else {
        let name = "\(engine.name) \(engine.version)"
        try Hello(sensors: sensors, engine: name).write(to: folder.appendingPathComponent("hello.json"))
        return .saidHello
      }
      let log = try DiskFolder(folder)
      var home = home(engine)
      do {
        let plan = try Plan.read(contentsOf: file)
        if plan.probe != nil { home.probe = { try FixedWork.run() } }
        return Launch(plan: plan, modelPath: modelPath(plan), folder: log, home: home).run() ? .finished : .failed
      } catch {
        try Launch.refuse(error, launch: request.launch, folder: log, home: home)
        return .failed
      }
    }

    private func home(_ engine: AnyEngine) -> Home {
      var home = Home(clock: SystemClock(), engine: engine, sensors: sensors)
      home.idle = { Thread.sleep(forTimeInterval: $0) }
      home.digest = { try modelDigest($0, files: $1) }
      return home
    }

    private func modelPath(_ plan: Plan) -> String {
      plan.model.path.hasPrefix("/") ? plan.model.path : documents.appendingPathComponent(plan.model.path).path
    }
  }
#endif
