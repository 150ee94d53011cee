#!/usr/bin/env bash
# Builds and tests ios/ on Linux and on a Mac.
#
#   ci/swift-linux.sh setup      a Swift toolchain, once a machine
#   ci/swift-linux.sh test       all tests
#   ci/swift-linux.sh coverage   all tests, and the gate on the line coverage of HeatsoakAgent
#   ci/swift-linux.sh thread     all tests under the thread sanitizer
#   ci/swift-linux.sh address    all tests under the address sanitizer
#   ci/swift-linux.sh overhead   instructions a token beside a bare loop of llama.cpp in C++, and memory, each within its limit
#   ci/swift-linux.sh agent      the release build of heatsoak-agent, for the virtual phone; prints its path
#   ci/swift-linux.sh fuzz [S]   the plan reader under libFuzzer and the address sanitizer, 20 s or so many
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

unable() {
  echo "ci/swift-linux.sh: $1" >&2
  exit 77
}

say() { echo "ci/swift-linux.sh: $1" >&2; }

for part in toolchain llama onnx programs tests overhead fuzz; do
  # shellcheck source=/dev/null
  source "ci/swift/$part.sh"
done

# A further check that says itself why it cannot be made here.
as_far_as_possible() { "$@" || [ $? -eq 77 ]; }

# The stubs are as short as they can be, and are left out.
readonly sources=(Package.swift Sources Tests Examples App Fuzz)

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
    agent) describe_llama && describe_onnx && agent ;;
    fuzz) fuzz "${2:-20}" ;;
    overhead) describe_llama && describe_onnx && overhead ;;
    *) sed -n '2,/^# It takes/p' ci/swift-linux.sh >&2 && exit 2 ;;
  esac
}

main "$@"
