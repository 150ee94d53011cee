#!/usr/bin/env bash
# Builds and tests ios/ on Linux and on a Mac.
#
#   ci/swift-linux.sh setup      a Swift toolchain, once a machine
#   ci/swift-linux.sh test       all tests
#   ci/swift-linux.sh coverage   all tests, and the gate on the line coverage of HeatsoakAgent
#   ci/swift-linux.sh thread     all tests under the thread sanitizer
#   ci/swift-linux.sh address    all tests under the address sanitizer
#   ci/swift-linux.sh agent      the release build of heatsoak-agent, for the virtual phone; prints its path
#   ci/swift-linux.sh lint       swift-format, strict
#   ci/swift-linux.sh apple      type check of what only an Apple system can run; names of Apple's SDK; the C probes for iPhones
#
# It takes the machine's Swift where that is 6.0 or newer. Elsewhere, as root on x86_64 Debian or Ubuntu, it unpacks Debian
# trixie's Swift into the user's cache folder (550 MB to fetch, 1.3 GB on disk, two to four minutes) and enters it by chroot.
# Exit code 77, with the reason, where neither is possible.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly repository=$PWD
readonly build=$repository/.cache/swift
# Outside the clone: CI clones anew for each run. Raise the number to have it made anew.
readonly tools=${XDG_CACHE_HOME:-$HOME/.cache}/heatsoak
readonly trixie=$tools/swift-trixie-1
# The first build of all of them is in it.
readonly longest_test_seconds=900
readonly longest_fetch_seconds=600
readonly mirror=${HEATSOAK_DEBIAN_MIRROR:-http://deb.debian.org/debian}
# Empty where the machine's own Swift is used.
root=$trixie

unable() {
  echo "ci/swift-linux.sh: $1" >&2
  exit 77
}

say() { echo "ci/swift-linux.sh: $1" >&2; }

# --- toolchain ---------------------------------------------------------------------------------------------------------

has_own_swift() { command -v swift > /dev/null && swift --version 2>&1 | grep -qE 'version ([6-9]|[1-9][0-9])\.'; }

is_unpacked() { [ -x "$trixie/usr/libexec/swift/bin/swift-frontend" ]; }

setup() {
  if has_own_swift; then
    root=
    return
  fi
  is_unpacked && return
  [ "$(id -u)" = 0 ] || unable 'no Swift 6 on this machine, and only root can unpack one'
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || unable 'no Swift 6 on this machine, and the one to unpack is for Linux on x86_64'
  command -v apt-get > /dev/null || unable 'no Swift 6 on this machine, and no apt-get to unpack one with'
  mkdir -p "$tools"
  [ "$(df --output=avail -k "$tools" | tail -1)" -gt 3000000 ] || unable "less than 3 GB are free in $tools"
  exec 9> "$tools/swift.lock"
  flock 9
  is_unpacked || unpack
  exec 9>&-
}

# Debuggers, documentation and the libraries of other platforms stay out.
unpack() {
  local started=$SECONDS excluded=() path
  if ! command -v mmdebstrap > /dev/null; then
    { timeout 120 apt-get update -qq && timeout 120 apt-get install -y -qq --no-install-recommends mmdebstrap; } > "$tools/apt.log" 2>&1 \
      || unable "mmdebstrap cannot be installed: $(tail -1 "$tools/apt.log")"
  fi
  for path in bin/lldb* bin/clangd bin/sourcekit-lsp bin/docc lib/liblldb* lib/libsourcekitd* lib/libLTO* lib/swift/embedded/* lib/swift_static/*; do
    excluded+=("--dpkgopt=path-exclude=/usr/libexec/swift/$path")
  done
  for path in doc locale man info; do excluded+=("--dpkgopt=path-exclude=/usr/share/$path/*"); done
  rm -rf "$trixie" "$trixie.part"
  say "unpacking Swift of Debian trixie into $trixie"
  timeout "$longest_fetch_seconds" mmdebstrap --quiet --variant=extract "${excluded[@]}" \
    --include=swiftlang,swiftlang-dev,libc6-dev,libstdc++-14-dev,gcc,bash,coreutils,binutils \
    trixie "$trixie.part" "$mirror" > "$tools/mmdebstrap.log" 2>&1 \
    || { rm -rf "$trixie.part"; unable "Swift cannot be fetched from $mirror: $(tail -1 "$tools/mmdebstrap.log")"; }
  mv "$trixie.part" "$trixie"
  say "unpacked in $((SECONDS - started)) s, $(du -sh "$trixie" | cut -f1)"
}

# Runs a command in ios/ with the toolchain. Mounts live in a namespace of their own and end with the command.
in_swift() {
  if [ -z "$root" ]; then
    (cd ios && PKG_CONFIG_PATH=$build SWIFT_BACKTRACE=enable=no "$@")
    return
  fi
  unshare --mount --propagation private bash -c '
    root=$1 repository=$2 build=$3
    shift 3
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev"
    mkdir -p "$root$repository" && mount --bind "$repository" "$root$repository"
    exec chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb PATH=/usr/libexec/swift/bin:/usr/bin:/bin \
      PKG_CONFIG_PATH="$build" SWIFT_BACKTRACE=enable=no ASAN_OPTIONS="${ASAN_OPTIONS:-}" HEATSOAK_TEST_MODEL="${HEATSOAK_TEST_MODEL:-}" \
      HEATSOAK_ONNX="${HEATSOAK_ONNX:-}" HEATSOAK_TEST_ONNX="${HEATSOAK_TEST_ONNX:-}" \
      /bin/bash -c "cd \"\$0/ios\" && exec \"\$@\"" "$repository" "$@"
  ' in_swift "$root" "$repository" "$build" "$@"
}

# --- llama.cpp ---------------------------------------------------------------------------------------------------------

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

# --- ONNX Runtime ------------------------------------------------------------------------------------------------------

# Its C header out of Debian's package (MIT), since onnxruntime-node has the library alone. A library of this version or newer has
# all that the header declares.
readonly onnx_version=1.21.0
readonly onnx_package=pool/main/o/onnxruntime/libonnxruntime-dev_$onnx_version+dfsg-1_amd64.deb
readonly onnx_sha256=14f7d959d5deacbcf1504830d4189f91fc67382b399ed9ae9d3aa9c4050ced08
readonly onnx_headers=$tools/onnxruntime-$onnx_version

# Where ci/ensure-onnxruntime.ts put the library for this machine. Nothing on a Mac, where it is a framework.
onnx_libraries() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo "$repository/node_modules/onnxruntime-node/bin/napi-v6/linux/x64" ;;
    Linux-aarch64) echo "$repository/node_modules/onnxruntime-node/bin/napi-v6/linux/arm64" ;;
  esac
}

fetch_onnx_header() {
  local part=$onnx_headers.$$.part
  [ -f "$onnx_headers/onnxruntime_c_api.h" ] && return
  command -v dpkg-deb > /dev/null && command -v curl > /dev/null || return
  rm -rf "$part" && mkdir -p "$part"
  if curl --silent --show-error --fail --location --max-time 60 --output "$part/package.deb" "$mirror/$onnx_package" >&2 \
    && echo "$onnx_sha256  $part/package.deb" | sha256sum --check --status && dpkg-deb -x "$part/package.deb" "$part"; then
    mkdir -p "$onnx_headers"
    mv "$part/usr/include/onnxruntime/onnxruntime_c_api.h" "$onnx_headers/"
  fi
  rm -rf "$part"
}

# A .pc file for HeatsoakONNX. Where its library or its header cannot be had the engine is left out, and the reason said.
describe_onnx() {
  local libraries
  libraries=$(onnx_libraries)
  [ -n "$libraries" ] || return 0
  node_modules/.bin/tsx --eval "import { setup } from '$repository/ci/ensure-onnxruntime.ts'; setup()" >&2 || true
  [ -f "$libraries/libonnxruntime.so.1" ] || { say 'HeatsoakONNX is left out: onnxruntime-node is not installed'; return 0; }
  fetch_onnx_header
  [ -f "$onnx_headers/onnxruntime_c_api.h" ] || { say "HeatsoakONNX is left out: its header cannot be fetched from $mirror"; return 0; }
  # Inside the repository: the toolchain's root sees nothing else of this machine.
  mkdir -p "$build/onnx-headers"
  cp "$onnx_headers/onnxruntime_c_api.h" "$build/onnx-headers/"
  cat > "$build/heatsoak-onnxruntime.pc" << PC
Name: heatsoak-onnxruntime
Description: ONNX Runtime as onnxruntime-node ships it
Version: $onnx_version
Cflags: -I$build/onnx-headers
Libs: -L$libraries -l:libonnxruntime.so.1
PC
  export HEATSOAK_ONNX=1
}

# --- commands ----------------------------------------------------------------------------------------------------------

run_path() { echo "-Xlinker -rpath=$(llama_libraries)${HEATSOAK_ONNX:+:$(onnx_libraries)}"; }

# The program runs on this host although it was linked in another Debian: it names that one's loader and libraries.
agent() {
  # shellcheck disable=SC2046
  local flags=($(run_path) -Xlinker --disable-new-dtags)
  if [ -n "$root" ]; then
    # lib_FoundationICU has a run path of its own that does not lead to libstdc++: the program loads it first.
    flags+=(-Xlinker "--dynamic-linker=$root/lib64/ld-linux-x86-64.so.2" -Xlinker --no-as-needed -Xlinker -lstdc++ -Xlinker -lgcc_s
      -Xlinker "-rpath=$root/lib/x86_64-linux-gnu:$root/usr/libexec/swift/lib/swift/linux")
  fi
  in_swift swift build --quiet -c release --product heatsoak-agent --scratch-path "$build/agent" "${flags[@]}" >&2
  echo "$build/agent/release/heatsoak-agent"
}

# A small model for the tests of llama.cpp; they say that they were skipped where it cannot be made.
test_model() {
  local model=$build/nano.gguf
  [ -f "$model" ] || node_modules/.bin/tsx harness/cli/main.ts model synth nano --type Q4_0 --out "$model" > /dev/null 2>&1 || return 0
  export HEATSOAK_TEST_MODEL=$model
  [ -n "${HEATSOAK_ONNX:-}" ] && node_modules/.bin/tsx ci/swift-onnx-models.ts "$model" "$build/onnx-models" > /dev/null || return 0
  export HEATSOAK_TEST_ONNX=$build/onnx-models
}

# shellcheck disable=SC2046
tests() {
  test_model
  in_swift timeout "$longest_test_seconds" swift test --scratch-path "$build/$1" $(run_path) "${@:2}"
}

# In one of some twenty runs the test process died by signal 11 on the way, with no test failed. Until the cause is found a
# death by a signal, and nothing else, is said and tried once more: a crash that stays fails here as before.
tests_or_once_more() {
  local log
  log=$(mktemp)
  if tests "$@" 2>&1 | tee "$log"; then
    rm -f "$log"
    return 0
  fi
  grep -q 'Exited with unexpected signal code' "$log" || return 1
  echo "THE TEST PROCESS DIED BY A SIGNAL: once more" >&2
  tests "$@"
}

coverage() {
  tests_or_once_more coverage --enable-code-coverage
  node_modules/.bin/tsx ci/swift-coverage.ts "$build/coverage/debug/codecov/Heatsoak.json"
}

# A further check that says itself why it cannot be made here.
as_far_as_possible() { "$@" || [ $? -eq 77 ]; }

# The stubs are as short as they can be, and are left out.
readonly sources=(Package.swift Sources Tests Examples App)

main() {
  local command=${1:-test}
  setup
  mkdir -p "$build"
  case "$command" in
    setup) in_swift swift --version 2>&1 | head -1 ;;
    lint) in_swift swift-format lint --strict --recursive "${sources[@]}" ;;
    format) in_swift swift-format format --in-place --recursive "${sources[@]}" ;;
    apple) describe_llama && in_swift bash Stubs/check.sh "$build" && as_far_as_possible node_modules/.bin/tsx ci/check-apple-names.ts \
      && as_far_as_possible ci/compile-probes.sh ;;
    test) describe_llama && describe_onnx && tests test ;;
    coverage) describe_llama && describe_onnx && coverage ;;
    thread) describe_llama && describe_onnx && tests thread --sanitize=thread ;;
    # The leaks that it finds at the end are the test runner's own.
    address) describe_llama && describe_onnx && ASAN_OPTIONS=detect_leaks=0 tests address --sanitize=address ;;
    agent) describe_llama && agent ;;
    *) sed -n '2,/^# It takes/p' ci/swift-linux.sh >&2 && exit 2 ;;
  esac
}

main "$@"
