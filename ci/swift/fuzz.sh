# shellcheck shell=bash
# The plan reader under libFuzzer and the address sanitizer.

# A plan is read in a millisecond.
readonly longest_reading_seconds=10
# Plans of a phone have 20 KB; longer ones cost time and find nothing new.
readonly longest_plan_bytes=65536

# Starts from the plan of every suite; what it finds on the way is kept for the next time. A crash leaves its plan beside them.
fuzz() {
  local seconds=$1 seeds=$build/fuzz/plans found=$build/fuzz/found
  mkdir -p "$seeds" "$found" "$build/fuzz/crashes"
  node_modules/.bin/tsx ci/plan-corpus.ts "$seeds"
  fuzzer
  ASAN_OPTIONS=detect_leaks=0 in_swift timeout $((seconds + 120)) "$build/fuzz/plan-reader" "$found" "$seeds" -dict=Fuzz/plan.dict \
    -max_total_time="$seconds" -max_len=$longest_plan_bytes -timeout=$longest_reading_seconds -rss_limit_mb=4096 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$build/fuzz/crashes/"
}

# All of HeatsoakAgent in one module with the fuzzer's entry.
fuzzer() {
  in_swift bash -c '
    clang -c -O1 -fsanitize=address Sources/CHeatsoakProbes/heatsoak_probes.c -I Sources/CHeatsoakProbes/include -o "$1/fuzz/probes.o"
    swiftc -swift-version 6 -O -parse-as-library -sanitize=fuzzer,address -module-name PlanReader -I Sources/CHeatsoakProbes/include \
      Sources/HeatsoakAgent/*.swift Sources/HeatsoakAgent/*/*.swift Fuzz/PlanReader.swift "$1/fuzz/probes.o" -o "$1/fuzz/plan-reader"
  ' fuzzer "$build"
}
