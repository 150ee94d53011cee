# shellcheck shell=bash
# llama.cpp as node-llama-cpp ships it: libraries, and the headers of the same sources.

# Where npm ci put the libraries of llama.cpp for this machine.
llama_libraries() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo "$repository/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64" ;;
    Linux-aarch64) echo "$repository/node_modules/@node-llama-cpp/linux-arm64/bins/linux-arm64" ;;
    Darwin-arm64) echo "$repository/node_modules/@node-llama-cpp/mac-arm64-metal/bins/mac-arm64-metal" ;;
  esac
}

# The headers of the very llama.cpp that node-llama-cpp ships, out of its own git bundle, and a .pc file that names its libraries.
describe_llama() {
  local bundle=$repository/node_modules/node-llama-cpp/llama/gitRelease.bundle headers=$build/llama-headers
  local libraries version file
  if [ "$(uname -s)" = Darwin ]; then
    [ -d ios/Frameworks/llama.xcframework ] || unable 'the framework of llama.cpp is not built: ios/prepare.sh framework'
    return
  fi
  libraries=$(llama_libraries)
  [ -f "$bundle" ] && [ -d "$libraries" ] || unable 'node-llama-cpp is not installed: npm ci'
  version=$(cd "$libraries" && echo libllama.v*.so)
  version=${version#libllama.v}
  version=${version%.so}
  [ -f "$build/heatsoak-llama.pc" ] && grep -qx "Version: $version" "$build/heatsoak-llama.pc" && [ -f "$headers/llama.h" ] && return
  rm -rf "$build/llama.git" "$headers"
  mkdir -p "$headers"
  git clone --quiet --bare "$bundle" "$build/llama.git"
  for file in include/llama.h ggml/include/{ggml,ggml-alloc,ggml-backend,ggml-cpu,ggml-opt,gguf}.h; do
    git --git-dir="$build/llama.git" show "HEAD:$file" > "$headers/${file##*/}"
  done
  rm -rf "$build/llama.git"
  cat > "$build/heatsoak-llama.pc" << PC
Name: heatsoak-llama
Description: llama.cpp as node-llama-cpp ships it
Version: $version
Cflags: -I$headers
Libs: -L$libraries -l:libllama.v$version.so -l:libggml.v$version.so -l:libggml-base.so
PC
}
