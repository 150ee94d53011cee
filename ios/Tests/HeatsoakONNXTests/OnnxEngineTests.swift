import HeatsoakAgent
import Testing

@testable import HeatsoakONNX

@Suite struct OnnxEngineTests {
  @Test func metalIsRefused() {
    #expect(throws: AgentError("ENGINE_BACKEND", "onnxruntime runs these models on the CPU, not on metal")) {
      _ = try OnnxEngine().load(path: "/nowhere.onnx", settings: EngineSettings(backend: "metal"))
    }
  }

  @Test(arguments: ["/nowhere.onnx", "/proc/self/status"])
  func whatIsNoModelIsRefusedByName(path: String) throws {
    do {
      _ = try OnnxEngine().load(path: path, settings: EngineSettings(backend: "cpu"))
      Issue.record("it was loaded")
    } catch let error as AgentError {
      #expect(error.code == "MODEL_UNLOADABLE")
      #expect(error.message.hasPrefix("onnxruntime cannot load \(path): "))
    }
  }

  #if !canImport(Darwin)
    @Test func anAcceleratorThatTheLibraryLacksIsRefused() throws {
      do {
        _ = try OnnxEngine(accelerator: .coreML).load(path: "/nowhere.onnx", settings: EngineSettings())
        Issue.record("it was taken")
      } catch let error as AgentError {
        #expect(error.code == "ENGINE_BACKEND")
      }
    }
  #endif
}

@Suite struct DecoderGraphTests {
  private let ids = OnnxFeature(name: "input_ids", element: .other, shape: [-1, -1])
  private let mask = OnnxFeature(name: "attention_mask", element: .other, shape: [-1, -1])
  private let past = OnnxFeature(name: "past_key_values.0.key", element: .half, shape: [-1, 2, -1, 32])
  private let present = OnnxFeature(name: "present.0.key", element: .half, shape: [-1, 2, -1, 32])
  private let logits = OnnxFeature(name: "logits", element: .single, shape: [-1, -1, 512])

  @Test func findsCachesAndLogits() throws {
    let graph = try DecoderGraph(inputs: [ids, past, mask], outputs: [present, logits], path: "a.onnx")
    #expect(graph.inputs == ["input_ids", "attention_mask", "past_key_values.0.key"])
    #expect(graph.outputs == ["logits", "present.0.key"])
    #expect(graph.caches.map(\.empty) == [[1, 2, 0, 32]])
    #expect(graph.vocabularySize == 512)
  }

  @Test func whatIsNoDecoderIsRefusedWithTheReason() {
    let open = OnnxFeature(name: "past_key_values.0.key", element: .half, shape: [-1, -1, -1, 32])
    let more = OnnxFeature(name: "position_ids", element: .other, shape: [-1, -1])
    let cases: [([OnnxFeature], [OnnxFeature], String)] = [
      (
        [ids, mask, open], [logits, present],
        "its cache past_key_values.0.key has no fixed shape of single or half precision"
      ),
      ([ids, past], [logits, present], "it has no input attention_mask"),
      ([ids, mask], [logits], "its inputs are input_ids, attention_mask"),
      (
        [ids, mask, past, more], [logits, present],
        "its inputs are input_ids, attention_mask, past_key_values.0.key, position_ids"
      ),
      ([ids, mask, past], [present], "it has no output logits of a known size"),
      ([ids, mask, past], [logits], "it has no output present.0.key"),
    ]
    for (inputs, outputs, why) in cases {
      #expect(throws: AgentError("MODEL_UNSUPPORTED", "a.onnx is not a decoder with a cache: \(why)")) {
        _ = try DecoderGraph(inputs: inputs, outputs: outputs, path: "a.onnx")
      }
    }
  }
}
