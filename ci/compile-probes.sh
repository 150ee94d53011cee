#!/usr/bin/env bash
# compile-probes.sh: compiles the Apple branch of CHeatsoakProbes for iPhones and Macs, warnings being errors. The compiler is Zig's, of PyPI,
# since it carries Darwin's headers (100 MB to fetch into the user's cache folder, once). Exit code 77, with the reason, where it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly version=0.17.1
readonly home=${XDG_CACHE_HOME:-$HOME/.cache}/heatsoak/zig-$version
readonly probes=ios/Sources/CHeatsoakProbes
readonly longest_fetch_seconds=300

unable() {
  echo "the probes were not compiled for iPhones: $1"
  exit 77
}

fetch() {
  local part=$home.$$.part
  command -v python3 > /dev/null && python3 -m pip --version > /dev/null 2>&1 || unable 'there is no pip to fetch a compiler with'
  timeout "$longest_fetch_seconds" python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
    --only-binary :all: --target "$part" "ziglang==$version" 2> "$home.log" || { rm -rf "$part"; unable "$(tail -1 "$home.log")"; }
  # Two runs may fetch at a time: the first to finish wins.
  mv -n -T "$part" "$home" 2> /dev/null || true
  rm -rf "$part"
}

mkdir -p "${home%/*}"
[ -x "$home/ziglang/zig" ] || fetch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ZIG_GLOBAL_CACHE_DIR=$work ZIG_LOCAL_CACHE_DIR=$work
for target in aarch64-ios aarch64-macos; do
  # The target of iOS has no headers of its own: those of all Darwin systems do.
  "$home/ziglang/zig" cc -target "$target" -isystem "$home/ziglang/lib/libc/include/any-darwin-any" -I "$probes/include" \
    -std=c17 -Wall -Wextra -Werror -O2 -c "$probes/heatsoak_probes.c" -o "$work/$target.o"
done
echo 'compiled for aarch64-ios and aarch64-macos: CHeatsoakProbes'
