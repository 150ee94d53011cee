import Foundation
import Testing

@testable import HeatsoakAgent

@Suite struct PlanTests {
  @Test func takesTheProtocolsDefaults() throws {
    let plan = try Plan.read(Data(planText(#","recovery":{}"#).utf8))
    #expect(plan.engine == EngineSettings())
    #expect(plan.memoryIntervalMs == 100)
    #expect(plan.steps[0].prompt == .synthetic(tokens: 4, seed: 1))
    #expect(plan.steps[0].recovery == Recovery(everySeconds: 30, probeSeconds: 5, limitSeconds: 300))
    #expect(plan.probe == nil)
  }

  @Test func readsEverythingThatItIsGiven() throws {
    let engine =
      #"{"name":"x","backend":"metal","contextTokens":64,"batchTokens":8,"threads":2,"flashAttention":true,"gpuLayers":0,"#
      + #""url":"http://h","model":"m","api":"chat","apiKeyVariable":"K","ignoreEos":true,"requestSeconds":1}"#
    let text = planText(plan: #","memoryIntervalMs":20,"probe":{"coldUs":null}"#)
      .replacingOccurrences(of: #""engine":{}"#, with: #""engine":\#(engine)"#)
      .replacingOccurrences(of: #""sizeBytes":null"#, with: #""sizeBytes":5,"files":["a","b/c"]"#)
    let plan = try Plan.read(Data(text.utf8))
    let wanted = EngineSettings(
      name: "x", backend: "metal", contextTokens: 64, batchTokens: 8, threads: 2, flashAttention: true, gpuLayers: 0)
    #expect(plan.engine == wanted)
    #expect(plan.model.files == ["a", "b/c"])
    #expect(plan.model.sizeBytes == 5)
    #expect(plan.memoryIntervalMs == 20)
    #expect(plan.probe == Plan.Probe(coldUs: nil))
  }

  static let refused: [(String, String, String)] = [
    (#""launch":"L1""#, #""launch":"""#, "$.launch"),
    (#""seed":1"#, #""seed":-1"#, "$.seed"),
    (#""seed":1"#, #""seed":1.5"#, "$.seed"),
    (#""seed":1,"#, "", "$.seed: is missing"),
    (#""scored":true"#, #""scored":null"#, "$.steps[0].scored: is no"),
    (#""scored":true"#, #""scored":"yes""#, "$.steps[0].scored: is no Bool"),
    (#""scored":true"#, #""scored":true,"retries":3"#, "$.steps[0].retries: unknown field; known are case, prompt"),
    (#""engine":{}"#, #""engine":{"quantum":true}"#, "$.engine.quantum"),
    (#""engine":{}"#, #""engine":{"contextTokens":0}"#, "$.engine.contextTokens: is not a whole number above zero"),
    (#""sha256":null"#, #""sha256":"abc""#, "$.model.sha256: is no SHA-256"),
    (#""sizeBytes":null"#, #""sizeBytes":null,"files":[]"#, "$.model.files"),
    (#""sizeBytes":null"#, #""sizeBytes":null,"files":["../x"]"#, "$.model.files"),
    (#""forSeconds":null"#, #""forSeconds":1e12"#, "$.steps[0].forSeconds"),
    (#""generateTokens":3"#, #""generateTokens":9007199254740993"#, "$.steps[0].generateTokens"),
    (#""kind":"synthetic""#, #""kind":"song""#, "$.steps[0].prompt.kind"),
    (
      #""kind":"synthetic","tokens":4"#, #""kind":"conversation","addBos":true,"turns":[]"#,
      "$.steps[0].prompt.turns: has no turn"
    ),
    (#""kind":"synthetic","tokens":4"#, #""kind":"chat","text":"x""#, "$.steps[0].prompt.rendered: is missing"),
    (#""launch":"L1""#, #""launch":"L1","memoryIntervalMs":101"#, "$.memoryIntervalMs: is above 100"),
    (#""launch":"L1""#, #""launch":"L1","expected":{"limit":1}"#, "$.expected.limit"),
  ]

  @Test(arguments: refused)
  func namesWhatIsWrong(part: String, instead: String, place: String) throws {
    let text = planText().replacingOccurrences(of: part, with: instead)
    #expect(text != planText())
    #expect {
      try Plan.read(Data(text.utf8))
    } throws: { thrown in
      guard let error = thrown as? AgentError else { return false }
      return error.code == "PLAN_INVALID" && error.message.hasPrefix("plan.json: \(place)")
    }
  }

  @Test func refusesAPlanWithoutSteps() {
    let text = #"{"v":1,"launch":"L","seed":1,"model":{"path":"m"},"engine":{},"steps":[]}"#
    #expect(throws: AgentError("PLAN_INVALID", "plan.json: $.steps: has no step")) { try Plan.read(Data(text.utf8)) }
  }

  @Test func tellsAnotherVersionBeforeItsFields() {
    let wanted = AgentError("UNKNOWN_PROTOCOL_VERSION", "plan.json is of version 2; this agent speaks 1")
    #expect(throws: wanted) { try Plan.read(Data(#"{"v":2,"anything":1}"#.utf8)) }
  }

  @Test(arguments: ["", "no plan", "[]", "{}", "null", String(repeating: "[", count: 100_000)])
  func refusesWhatIsNoPlan(text: String) { #expect(throws: AgentError.self) { try Plan.read(Data(text.utf8)) } }

  /// Each ended the process by itself, or might have.
  static let damaged = [
    "{\"a\u{19}b\":1}", #"{"\q":1}"#, #"{"\ud800":1}"#, #"{"\u12":1}"#, "{\"a\nb\":1}", #"{"v":1e999}"#, #"{"v":-0}"#,
  ]

  @Test(arguments: damaged)
  func refusesDamagedNames(text: String) { #expect(throws: AgentError.self) { try Plan.read(Data(text.utf8)) } }

  @Test func refusesNamesThatAreNoText() {
    #expect(throws: AgentError.self) { try Plan.read(Data([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])) }
  }

  @Test func saysWhereThereIsNone() {
    let error = AgentError("PLAN_MISSING", "there is no /nowhere/plan.json")
    #expect(throws: error) { try Plan.read(contentsOf: URL(fileURLWithPath: "/nowhere/plan.json")) }
    #expect("\(error)" == "PLAN_MISSING: there is no /nowhere/plan.json")
  }

  /// Any byte of a plan may be wrong on a phone's flash: the reader answers with a plan or an error, and never traps.
  @Test func noDamageMakesTheReaderTrap() {
    var random = SeededRandom(seed: 1)
    let plan = Array(
      planText(#","recovery":{},"bench":{"promptTokens":1,"generateTokens":1,"depthTokens":0,"batchTokens":1}"#).utf8)
    for _ in 0..<2000 {
      var bytes = plan
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      if random.below(3) == 0 { bytes.removeLast(random.below(bytes.count)) }
      _ = try? Plan.read(Data(bytes))
    }
  }
}
