#!/usr/bin/env bash
# check.sh <build folder>: type check, in Swift 6 mode, of what only an Apple system can build and run: HeatsoakProbes and HeatsoakKit
# as they are on a phone, HeatsoakCoreML, the app, the examples. Stub modules stand for UIKit, SwiftUI and the rest. Run by ci/swift-linux.sh apple.
set -euo pipefail
readonly modules=$1/apple headers=$1/llama-headers
mkdir -p "$modules"

# The flags of every module: those before it, the C parts, Swift 6.
readonly flags=(-swift-version 6 -parse-as-library -warnings-as-errors -I "$modules" -I Sources/CHeatsoakProbes/include
  -I Sources/llama -Xcc "-I$headers" -Xfrontend -disable-availability-checking)

make_module() {
  swiftc "${flags[@]}" -emit-module -module-name "$1" -o "$modules/$1.swiftmodule" "${@:2}"
}

make_module UIKit Stubs/UIKit/*.swift
make_module CoreML Stubs/CoreML/*.swift
make_module SwiftUI Stubs/SwiftUI/*.swift
make_module Security Stubs/Security/*.swift
make_module HeatsoakAgent Sources/HeatsoakAgent/*.swift Sources/HeatsoakAgent/*/*.swift
make_module HeatsoakChat Sources/HeatsoakChat/*.swift Sources/HeatsoakChat/*/*.swift
make_module HeatsoakLlama Sources/HeatsoakLlama/*.swift
make_module HeatsoakTokenizer Sources/HeatsoakTokenizer/*.swift
swiftc "${flags[@]}" -typecheck -module-name HeatsoakCoreML Sources/HeatsoakCoreML/*.swift
make_module HeatsoakLlamaChat Sources/HeatsoakLlamaChat/*.swift
make_module HeatsoakProbes Sources/HeatsoakProbes/*.swift
make_module HeatsoakKit Sources/HeatsoakKit/*.swift
# The build that has nothing of it.
swiftc "${flags[@]}" -typecheck -D HEATSOAK_OFF -module-name HeatsoakKit Sources/HeatsoakKit/*.swift
swiftc "${flags[@]}" -typecheck -module-name Heatsoak App/Heatsoak/*.swift
for library in MLX MLXLMCommon CoreAILanguageModels FoundationModels LiteRTLM ExecuTorchLLM; do
  make_module "$library" Stubs/"$library"/*.swift
done
for example in Examples/*/; do swiftc "${flags[@]}" -typecheck -module-name Example "$example"*.swift; done
echo "type-checked against stubs: $(cat Sources/HeatsoakProbes/*.swift Sources/HeatsoakKit/*.swift Sources/HeatsoakCoreML/*.swift App/Heatsoak/*.swift Examples/*/*.swift | wc -l) lines"
