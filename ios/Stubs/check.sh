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
make_module BackgroundAssets Stubs/BackgroundAssets/*.swift
make_module Metal Stubs/Metal/*.swift
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
# How many functions of the agent and of its probes a build of HeatsoakKit calls; types that its own names are made of do not count.
calls_of_agent() {
  swiftc "${flags[@]}" "$@" -O -wmo -emit-object -module-name HeatsoakKit Sources/HeatsoakKit/*.swift -o "$modules/HeatsoakKit.o"
  local count=0 symbol
  while read -r _ symbol; do
    if [[ $symbol =~ ^\$s(13HeatsoakAgent|14HeatsoakProbes) ]]; then count=$((count + 1)); fi
  done < <(nm --undefined-only "$modules/HeatsoakKit.o")
  echo "$count"
}
with=$(calls_of_agent)
without=$(calls_of_agent -D HEATSOAK_OFF)
if [ "$with" -eq 0 ] || [ "$without" -ne 0 ]; then
  echo "HeatsoakKit calls $with symbols of the agent, and $without of them with HEATSOAK_OFF" >&2
  exit 1
fi
swiftc "${flags[@]}" -typecheck -module-name Heatsoak App/Heatsoak/*.swift
swiftc "${flags[@]}" -typecheck -module-name HeatsoakDownloads App/HeatsoakDownloads/*.swift App/Heatsoak/SharedFolder.swift
for library in MLX MLXLMCommon CoreAILanguageModels FoundationModels LiteRTLM ExecuTorchLLM; do
  make_module "$library" Stubs/"$library"/*.swift
done
for example in Examples/*/; do swiftc "${flags[@]}" -typecheck -module-name Example "$example"*.swift; done
echo "type-checked against stubs: $(cat Sources/HeatsoakProbes/*.swift Sources/HeatsoakKit/*.swift Sources/HeatsoakCoreML/*.swift App/Heatsoak/*.swift Examples/*/*.swift | wc -l) lines"
