# shellcheck shell=bash
# What the agent costs beside a bare loop of llama.cpp.

# The loop in C++ that the agent's overhead is measured against, with the same library.
bare_loop() {
  local flags=() flag libraries
  libraries=$(llama_libraries)
  for flag in $(host_flags); do flags+=("-Wl,$flag"); done
  in_swift clang++ -std=c++17 -O3 -Wall -Wextra -Werror "-I$build/llama-headers" Overhead/bare-loop.cpp -o "$build/bare-loop" \
    "-L$libraries" $(sed -n 's/^Libs: -L[^ ]* //p' "$build/heatsoak-llama.pc") "${flags[@]}"
  echo "$build/bare-loop"
}

overhead() {
  command -v valgrind > /dev/null || install_valgrind
  local program loop
  program=$(agent)
  loop=$(bare_loop)
  node_modules/.bin/tsx ci/swift-overhead.ts "$program" "$loop" "$(llama_libraries)"
}

install_valgrind() {
  [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || unable 'no valgrind on this machine, and only root can install it by apt-get'
  { timeout 120 apt-get update -qq && timeout 300 apt-get install -y -qq --no-install-recommends valgrind; } > "$build/apt.log" 2>&1 \
    || unable "valgrind cannot be installed: $(tail -1 "$build/apt.log")"
}
