# shellcheck shell=bash
# ONNX Runtime as onnxruntime-node ships it; where it cannot be had, HeatsoakONNX is left out.

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
