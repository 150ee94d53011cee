// swift-tools-version: 6.0
import Foundation
import PackageDescription

// HEATSOAK_OFF=1 in the build's environment leaves the bench out: `runIfRequested` is empty then.
let isOff = ProcessInfo.processInfo.environment["HEATSOAK_OFF"] == "1"
let kitSettings: [SwiftSetting] = isOff ? [.define("HEATSOAK_OFF")] : []

// On Apple systems llama.cpp is a framework of the reference's own sources (ios/prepare.sh), elsewhere the libraries that
// node-llama-cpp ships. Both give a module `llama`. Without the framework the package is what an app with an engine of its
// own needs.
let framework = "Frameworks/llama.xcframework"
// The same for ONNX Runtime and its module `COnnxRuntime`; ci/swift-linux.sh says by HEATSOAK_ONNX whether its library is there.
let onnxFramework = "Frameworks/onnxruntime.xcframework"
let headers = Target.systemLibrary(name: "COnnxRuntime", pkgConfig: "heatsoak-onnxruntime")
#if canImport(Darwin)
  let hasOnnx = FileManager.default.fileExists(atPath: Context.packageDirectory + "/" + onnxFramework)
  let onnx = [headers, Target.binaryTarget(name: "onnxruntime", path: onnxFramework)]
#else
  let hasOnnx = ProcessInfo.processInfo.environment["HEATSOAK_ONNX"] == "1"
  let onnx = [headers]
#endif
#if canImport(Darwin)
  let hasLlama = FileManager.default.fileExists(atPath: Context.packageDirectory + "/" + framework)
  let llama = Target.binaryTarget(name: "llama", path: framework)
#else
  let hasLlama = true
  let llama = Target.systemLibrary(name: "llama", pkgConfig: "heatsoak-llama")
#endif

let package = Package(
  name: "Heatsoak",
  platforms: [.iOS(.v18), .macOS(.v15)],
  products: [
    .library(name: "HeatsoakAgent", targets: ["HeatsoakAgent"]),
    .library(name: "HeatsoakKit", targets: ["HeatsoakKit"]),
    .library(name: "HeatsoakCoreML", targets: ["HeatsoakCoreML"]),
    .library(name: "HeatsoakChat", targets: ["HeatsoakChat"]),
  ],
  targets: [
    .target(name: "CHeatsoakProbes"),
    .target(name: "HeatsoakAgent", dependencies: ["CHeatsoakProbes"]),
    .target(name: "HeatsoakProbes", dependencies: ["HeatsoakAgent"]),
    .target(name: "HeatsoakKit", dependencies: ["HeatsoakAgent", "HeatsoakProbes"], swiftSettings: kitSettings),
    .target(name: "HeatsoakTokenizer", dependencies: ["HeatsoakAgent"]),
    .target(name: "HeatsoakCoreML", dependencies: ["HeatsoakAgent", "HeatsoakTokenizer"]),
    .target(name: "HeatsoakChat", dependencies: ["HeatsoakAgent"]),
    .target(name: "HeatsoakVirtualPhone", dependencies: ["HeatsoakAgent"]),
    .testTarget(name: "HeatsoakAgentTests", dependencies: ["HeatsoakAgent"]),
    .testTarget(
      name: "HeatsoakTokenizerTests", dependencies: ["HeatsoakTokenizer"], exclude: ["Fixtures"]),
    .testTarget(name: "HeatsoakCoreMLTests", dependencies: ["HeatsoakCoreML"]),
    .testTarget(name: "HeatsoakProbesTests", dependencies: ["HeatsoakProbes"]),
    .testTarget(name: "HeatsoakKitTests", dependencies: ["HeatsoakKit"]),
    .testTarget(
      name: "HeatsoakChatTests", dependencies: ["HeatsoakChat"], exclude: ["Fixtures"],
      // Debian's libswiftObservation.so names a function for its last words that no library has.
      linkerSettings: [.unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux]))]),
    .testTarget(name: "HeatsoakVirtualPhoneTests", dependencies: ["HeatsoakVirtualPhone"]),
  ],
  swiftLanguageModes: [.v6]
)

// heatsoak-agent runs by ONNX Runtime too where its library is there.
let agentEngines: [Target.Dependency] = ["HeatsoakLlama"] + (hasOnnx ? ["HeatsoakONNX"] : [])

if hasLlama {
  package.products += [
    .library(name: "HeatsoakLlama", targets: ["HeatsoakLlama"]),
    .library(name: "HeatsoakLlamaChat", targets: ["HeatsoakLlamaChat"]),
    .executable(name: "heatsoak-agent", targets: ["heatsoak-agent"]),
  ]
  package.targets += [
    llama,
    .target(name: "HeatsoakLlama", dependencies: ["HeatsoakAgent", "CHeatsoakProbes", "llama"]),
    .executableTarget(
      name: "heatsoak-agent",
      dependencies: ["CHeatsoakProbes", "HeatsoakAgent", "HeatsoakVirtualPhone"] + agentEngines,
      swiftSettings: hasOnnx ? [.define("HEATSOAK_ONNX")] : []),
    .target(name: "HeatsoakLlamaChat", dependencies: ["HeatsoakChat", "HeatsoakLlama"]),
    .testTarget(name: "HeatsoakLlamaTests", dependencies: ["HeatsoakLlama"]),
    .testTarget(name: "HeatsoakLlamaChatTests", dependencies: ["HeatsoakLlamaChat"]),
  ]
}

if hasOnnx {
  package.products += [.library(name: "HeatsoakONNX", targets: ["HeatsoakONNX"])]
  package.targets += onnx
  package.targets += [
    .target(
      name: "HeatsoakONNX",
      dependencies: ["HeatsoakAgent", "HeatsoakTokenizer"] + onnx.map { .byName(name: $0.name) },
      // The framework is a static one, and says nothing of what it needs.
      linkerSettings: [
        .linkedLibrary("c++", .when(platforms: [.iOS, .macOS])),
        .linkedFramework("CoreML", .when(platforms: [.iOS, .macOS])),
        .linkedFramework("Foundation", .when(platforms: [.iOS, .macOS])),
      ]),
    .testTarget(name: "HeatsoakONNXTests", dependencies: ["HeatsoakONNX", "HeatsoakTokenizer"]),
  ]
}
