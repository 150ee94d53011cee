# shellcheck shell=bash
# The package's tests, plain, under a sanitizer, or with the gate on coverage.

# The first build of all of them is in it.
readonly longest_test_seconds=900

run_path() { echo "-Xlinker -rpath=$(llama_libraries)${HEATSOAK_ONNX:+:$(onnx_libraries)}"; }

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
