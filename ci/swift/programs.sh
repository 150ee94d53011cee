# shellcheck shell=bash
# Programs that are linked in one Debian and run on this host.

# For the linker: a program runs on this host although it was linked in another Debian; it names that one's loader and libraries.
host_flags() {
  # A Mac's framework lies beside the program, which finds it by itself.
  [ "$(uname -s)" != Darwin ] || return 0
  echo --disable-new-dtags "-rpath=$(llama_libraries)" ${HEATSOAK_ONNX:+"-rpath=$(onnx_libraries)"}
  if [ -n "$root" ]; then
    # lib_FoundationICU has a run path of its own that does not lead to libstdc++: the program loads it first.
    echo "--dynamic-linker=$root/lib64/ld-linux-x86-64.so.2" --no-as-needed -lstdc++ -lgcc_s \
      "-rpath=$root/lib/x86_64-linux-gnu:$root/usr/libexec/swift/lib/swift/linux"
  fi
}

agent() {
  local flags=() flag
  for flag in $(host_flags); do flags+=(-Xlinker "$flag"); done
  in_swift swift build --quiet -c release --product heatsoak-agent --scratch-path "$build/agent" "${flags[@]}" >&2
  echo "$build/agent/release/heatsoak-agent"
}
