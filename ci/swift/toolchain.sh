# shellcheck shell=bash
# A Swift toolchain: the machine's own, or Debian trixie's, unpacked once a machine and entered by chroot.

# Outside the clone: CI clones anew for each run. Raise the number to have it made anew.
readonly tools=${XDG_CACHE_HOME:-$HOME/.cache}/heatsoak
readonly trixie=$tools/swift-trixie-1
readonly longest_fetch_seconds=600
readonly mirror=${HEATSOAK_DEBIAN_MIRROR:-http://deb.debian.org/debian}
# Empty where the machine's own Swift is used.
root=$trixie

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
