import Foundation
import HeatsoakAgent
import Testing

@testable import HeatsoakONNX

/// A whole launch: plan, load, warm-up, trials, scores, log.
@Suite(.enabled(if: models != nil, "no converted models: ci/swift-linux.sh test makes them")) struct OnnxLaunchTests {
  private static let plan = #"""
    {"v":1,"launch":"L1","seed":1,"model":{"path":"nano.onnx","sha256":null,"sizeBytes":null},
     "engine":{"name":"onnxruntime","backend":"cpu","contextTokens":128,"batchTokens":16},
     "steps":[
       {"case":"synthetic","prompt":{"kind":"synthetic","tokens":40,"seed":1},"generateTokens":8,"repetitions":2,"forSeconds":null,"scored":true,"score":true},
       {"case":"chat","prompt":{"kind":"chat","text":"Hi","rendered":"<|user|>\nHi<|end|>\n","addBos":true},"generateTokens":8,"repetitions":1,"forSeconds":null,"scored":true}
     ]}
    """#

  @Test func runsAPlan() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("heatsoak-onnx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let home = Home(clock: SystemClock(), engine: .tokens(OnnxEngine()), sensors: HostSensors(folder: folder.path))
    let model = try #require(models).appendingPathComponent("fp32/nano.onnx")
    let launch = Launch(
      plan: try Plan.read(Data(Self.plan.utf8)), modelPath: model.path, folder: try DiskFolder(folder), home: home)
    let isFinished = launch.run()
    let log = try String(contentsOf: folder.appendingPathComponent("events.jsonl"), encoding: .utf8)
    #expect(isFinished, "\(log)")
    let lines = log.split(separator: "\n")
    #expect(lines.contains { $0.contains(#""type":"model.loaded""#) && $0.contains(#""onnxruntime""#) })
    #expect(lines.filter { $0.contains(#""type":"trial.finished""#) && $0.contains(#""length""#) }.count >= 3)
    #expect(lines.contains { $0.contains(#""type":"scores""#) })
    #expect(lines.last?.contains(#""type":"agent.finished""#) == true)
  }
}
