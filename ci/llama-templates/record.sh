#!/usr/bin/env bash
# Renders the chat templates that llama.cpp collects for its own tests, and those of models/prompts/known-templates.json, with llama.cpp's own code, in the very library that
# node-llama-cpp installs, as llama-server does it, and writes models/prompts/llama-renderings.json, which ours are held against.
# Needed once for each version of node-llama-cpp: git, g++ and jq, on Linux; some seconds.
#
#   ci/llama-templates/record.sh [FOLDER]     FOLDER keeps what is made on the way; default: .cache/llama-templates
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly work=${1:-.cache/llama-templates}
readonly library=node_modules/@node-llama-cpp/linux-x64/bins/linux-x64

sources() {
  [ -d "$work/src" ] || git -c advice.detachedHead=false clone -q node_modules/node-llama-cpp/llama/gitRelease.bundle "$work/src"
}

compile() {
  local source=$work/src
  g++ -std=c++17 -I"$source/common" -I"$source/include" -I"$source/ggml/include" ci/llama-templates/render.cpp \
    -L"$library" -Wl,-rpath,"$PWD/$library" -l:libllama-common.so -Wl,--allow-shlib-undefined -o "$work/render"
}

# Those of llama.cpp, and of families that it has none of, such as Gemma 3: models/prompts/known-templates.json.
templates() {
  local name
  mkdir -p "$work/templates"
  cp "$work"/src/models/templates/*.jinja "$work/templates"
  jq -r 'keys[]' models/prompts/known-templates.json | while read -r name; do
    jq -j --arg name "$name" '.[$name]' models/prompts/known-templates.json > "$work/templates/$name.jinja"
  done
}

# One case a template and text.
cases() {
  local file
  for file in "$work"/templates/*.jinja; do
    jq -n --rawfile template "$file" --arg name "$(basename "$file" .jinja)" --arg sha256 "$(sha256sum < "$file" | cut -d' ' -f1)" \
      --slurpfile texts ci/llama-templates/texts.json \
      '$texts[0][] | {name: $name, sha256: $sha256, template: $template, text: ., bosText: "<s>", eosText: "</s>"}'
  done | jq -s .
}

main() {
  mkdir -p "$work"
  sources
  compile
  templates
  cases > "$work/cases.json"
  TZ=UTC "$work/render" < "$work/cases.json" > "$work/rendered.json"
  jq --slurpfile rendered "$work/rendered.json" \
    '[range(length) as $i | .[$i] | {name, sha256, text, rendered: $rendered[0][$i]}]' "$work/cases.json" > models/prompts/llama-renderings.json
}

main
