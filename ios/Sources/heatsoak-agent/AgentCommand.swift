import CHeatsoakProbes
import Foundation
import HeatsoakAgent
import HeatsoakLlama
import HeatsoakVirtualPhone

#if HEATSOAK_ONNX
  import HeatsoakONNX
#endif

/// `heatsoak-agent <plan.json> [Documents]`: runs a plan; the log goes beside it. The model's path is relative to Documents.
/// With `HEATSOAK_BODY=<file descriptor>` it is the app on a virtual phone whose body is at the other end.
struct AgentCommand {
  let arguments: [String]
  let environment: [String: String]

  /// Returns the exit code: 0 finished, 1 a fault that is in the log, 2 nothing could be begun.
  func run() -> Int32 {
    guard arguments.count == 2 || arguments.count == 3 else {
      return fail("usage: heatsoak-agent <plan.json> [Documents]")
    }
    let file = URL(fileURLWithPath: arguments[1])
    do {
      let plan = try Plan.read(contentsOf: file)
      let home = try home(of: plan, beside: file)
      let folder = try DiskFolder(file.deletingLastPathComponent())
      return Launch(plan: plan, modelPath: modelPath(plan), folder: folder, home: home).run() ? 0 : 1
    } catch {
      refuse(error, in: file.deletingLastPathComponent())
      return fail("\(error)")
    }
  }

  /// A plan that cannot be run leaves a log that says why, where one can be written.
  private func refuse(_ error: any Error, in folder: URL) {
    guard let log = try? DiskFolder(folder) else { return }
    let sensors = HostSensors(folder: folder.path)
    let home = Home(clock: SystemClock(), engine: .tokens(LlamaEngine()), sensors: sensors)
    try? Launch.refuse(error, launch: folder.lastPathComponent, folder: log, home: home)
  }

  private func home(of plan: Plan, beside file: URL) throws -> Home {
    let engine = try engine(named: plan.engine.name)
    if let descriptor = environment["HEATSOAK_BODY"].flatMap(Int32.init) {
      heatsoak_end_with_parent()
      return .virtual(try PhoneBody(descriptor: descriptor), engine: engine)
    }
    let sensors = HostSensors(folder: file.deletingLastPathComponent().path)
    var home = Home(clock: SystemClock(), engine: .tokens(engine), sensors: sensors)
    if plan.probe != nil { home.probe = { try FixedWork.run() } }
    home.digest = { try modelDigest($0, files: $1) }
    home.idle = { Thread.sleep(forTimeInterval: $0) }
    heatsoak_note_termination()
    home.isCancelled = { heatsoak_is_asked_to_end() }
    return home
  }

  private func engine(named name: String) throws -> any TokenEngine {
    switch name {
    case "llama.cpp": return LlamaEngine()
    #if HEATSOAK_ONNX
      case "onnxruntime": return OnnxEngine()
    #endif
    default: throw AgentError("ENGINE_MISSING", "this program has no engine \(name)")
    }
  }

  private func modelPath(_ plan: Plan) -> String {
    guard arguments.count == 3, !plan.model.path.hasPrefix("/") else { return plan.model.path }
    return URL(fileURLWithPath: arguments[2]).appendingPathComponent(plan.model.path).path
  }

  private func fail(_ message: String) -> Int32 {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    return 2
  }
}
