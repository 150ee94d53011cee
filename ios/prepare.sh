#!/usr/bin/env bash
# What a Mac has to do before its phones can be measured. Each step says what it did and how to go on; all of them can be repeated.
#
#   ios/prepare.sh                  all steps
#   ios/prepare.sh check            Xcode, tools, node_modules and the team, before anything is built
#   ios/prepare.sh framework        Frameworks/llama.xcframework, from the llama.cpp sources of the installed node-llama-cpp
#   ios/prepare.sh onnx             Frameworks/onnxruntime.xcframework, Microsoft's own release, for apps that join with ONNX Runtime
#   ios/prepare.sh app              build/Heatsoak-baseline.ipa and build/Heatsoak-candidate.ipa
#   ios/prepare.sh wda              WebDriverAgent.ipa beside devices.json, which Appium steers a phone with
#   ios/prepare.sh --dry-run [STEP] prints the commands and runs none of them; works on any machine
#
# Needs Xcode 26, cmake, npm ci, and HEATSOAK_TEAM: the ten characters of your team (developer.apple.com, Membership).
# HEATSOAK_DEVICES names a devices.json elsewhere, HEATSOAK_WDA_ID another bundle id for WebDriverAgent.
set -euo pipefail
cd "$(dirname "$0")"
repository=$(cd .. && pwd)
readonly repository
readonly roles=(baseline candidate)
readonly least_xcode=26
# Products of Xcode and of llama.cpp's build, before they are packed.
readonly least_free_gigabytes=15
readonly team=${HEATSOAK_TEAM:-}
readonly agent_id=${HEATSOAK_WDA_ID:-dev.heatsoak.wda}
readonly memory_limit=com.apple.developer.kernel.increased-memory-limit
is_dry=

say() { echo "ios/prepare.sh: ${is_dry:+(dry run) }$1"; }

fail() {
  echo "ios/prepare.sh: $1" >&2
  echo "ios/prepare.sh: to go on: $2" >&2
  exit 1
}

run() {
  if [ -n "$is_dry" ]; then echo "+ $*"; else "$@"; fi
}

need() { command -v "$1" > /dev/null || fail "$1 is missing" "$2, then run this again"; }

# --- check -------------------------------------------------------------------------------------------------------------

check() {
  if [ -n "$is_dry" ]; then
    run xcodebuild -version
    say "would check: Xcode $least_xcode or newer, cmake, node, npm ci, $least_free_gigabytes GB of room, HEATSOAK_TEAM"
    return
  fi
  check_xcode
  need cmake 'brew install cmake'
  need node 'brew install node'
  [ -d "$repository/node_modules/node-llama-cpp" ] || fail 'node_modules is missing' "npm ci in $repository"
  [ "$(df -Pk . | awk 'NR == 2 { print int($4 / 1048576) }')" -ge "$least_free_gigabytes" ] \
    || fail "less than $least_free_gigabytes GB are free here" 'empty the Trash or ~/Library/Developer/Xcode/DerivedData'
  check_team
  say "Xcode, tools and team are there; next: ios/prepare.sh framework"
}

check_xcode() {
  need xcodebuild 'install Xcode from the App Store and open it once'
  local version
  version=$(xcodebuild -version 2> /dev/null | awk 'NR == 1 { print $2 }') || version=
  [ -n "$version" ] || fail 'Xcode does not start, or only its command line tools are chosen' \
    'open Xcode once, then sudo xcode-select --switch /Applications/Xcode.app'
  [ "${version%%.*}" -ge "$least_xcode" ] || fail "Xcode $version is too old" "install Xcode $least_xcode or newer"
}

check_team() {
  [[ $team =~ ^[A-Z0-9]{10}$ ]] || fail "HEATSOAK_TEAM is ${team:-not set}, and a team has ten letters and digits" \
    'export HEATSOAK_TEAM=… (developer.apple.com, Membership, Team ID)'
}

# --- framework ---------------------------------------------------------------------------------------------------------

# The phone runs the very sources of the reference: the bundle is part of node-llama-cpp.
framework() {
  local sources=.build/llama.cpp bundle=$repository/node_modules/node-llama-cpp/llama/gitRelease.bundle
  if [ -f Frameworks/llama.xcframework/Info.plist ]; then
    say 'Frameworks/llama.xcframework is there; remove it to build it anew; next: ios/prepare.sh app'
    return
  fi
  [ -f "$bundle" ] || [ -n "$is_dry" ] || fail 'node-llama-cpp is missing' "npm ci in $repository"
  say 'building llama.cpp, about a quarter of an hour'
  run rm -rf "$sources"
  run git clone --quiet "$bundle" "$sources"
  run sh -c "cd $sources && ./build-xcframework.sh ios-device ios-sim macos"
  run mkdir -p Frameworks
  run mv "$sources/build-apple/llama.xcframework" Frameworks/
  say 'made Frameworks/llama.xcframework; next: ios/prepare.sh app'
}

# --- ONNX Runtime ------------------------------------------------------------------------------------------------------

# The newest release that Microsoft's own Swift package names (github.com/microsoft/onnxruntime-swift-package-manager, tag 1.24.2),
# with the checksum that stands there. It is older than the reference's library: two engines of one name are compared by their ids.
readonly onnx_version=1.24.2
readonly onnx_sha256=f7100a992d2a8135168c8afd831e6a58b465349101982aa58b3e11d36e600b54
readonly onnx_url=https://download.onnxruntime.ai/pod-archive-onnxruntime-c-$onnx_version.zip
readonly longest_fetch_seconds=600

onnx() {
  local part=.build/onnxruntime
  if [ -f Frameworks/onnxruntime.xcframework/Info.plist ]; then
    say 'Frameworks/onnxruntime.xcframework is there; remove it to fetch it anew'
    return
  fi
  run rm -rf "$part"
  run mkdir -p "$part" Frameworks
  run curl --silent --show-error --fail --location --max-time "$longest_fetch_seconds" --output "$part/release.zip" "$onnx_url" \
    || fail "ONNX Runtime $onnx_version cannot be fetched" "look at the connection, then ios/prepare.sh onnx"
  must_have_hash "$part/release.zip" "$onnx_sha256"
  run unzip -q "$part/release.zip" -d "$part"
  run mv "$part/onnxruntime.xcframework" Frameworks/
  run rm -rf "$part"
  say "made Frameworks/onnxruntime.xcframework ($onnx_version): the package has HeatsoakONNX now, and heatsoak-agent runs by it too"
}

must_have_hash() {
  if [ -n "$is_dry" ]; then
    run shasum -a 256 "$1"
  elif [ "$(shasum -a 256 "$1" | cut -d ' ' -f 1)" != "$2" ]; then
    rm -f "$1"
    fail "what was fetched is not ONNX Runtime $onnx_version: its SHA-256 is another one" 'ios/prepare.sh onnx, from another network'
  fi
}

# --- app ---------------------------------------------------------------------------------------------------------------

app() {
  framework
  local role
  for role in "${roles[@]}"; do one_app "$role"; done
  say 'made build/Heatsoak-baseline.ipa and build/Heatsoak-candidate.ipa; next: ios/prepare.sh wda'
}

one_app() {
  local archive=build/$1.xcarchive
  run rm -rf "$archive" "build/$1"
  run xcodebuild archive -quiet -project App/Heatsoak.xcodeproj -scheme Heatsoak -configuration Release \
    -destination generic/platform=iOS -archivePath "$archive" -allowProvisioningUpdates \
    "DEVELOPMENT_TEAM=${team:-TEAM}" "HEATSOAK_BUNDLE_ID=dev.heatsoak.app.$1"
  run xcodebuild -exportArchive -quiet -archivePath "$archive" -exportPath "build/$1" -exportOptionsPlist App/export.plist \
    -allowProvisioningUpdates
  check_entitlements "$archive/Products/Applications/Heatsoak.app"
  run mv "build/$1/Heatsoak.ipa" "build/Heatsoak-$1.ipa"
}

# Without it the system kills the app at half of the phone's memory.
check_entitlements() {
  if [ -n "$is_dry" ]; then
    run codesign --display --entitlements - --xml "$1"
  elif codesign --display --entitlements - --xml "$1" 2> /dev/null | grep -q "$memory_limit"; then
    say "signed with $memory_limit"
  else
    say "NOT signed with $memory_limit: models near half of the phone's memory will be killed."
    say "to have it: add Increased Memory Limit to the app's id (developer.apple.com, Identifiers), then ios/prepare.sh app"
  fi
}

# --- WebDriverAgent ----------------------------------------------------------------------------------------------------

wda() {
  local source=$repository/node_modules/appium-webdriveragent products=build/wda/Build/Products/Debug-iphoneos place
  [ -d "$source" ] || source=$repository/node_modules/appium-xcuitest-driver/node_modules/appium-webdriveragent
  [ -d "$source" ] || [ -n "$is_dry" ] || fail 'WebDriverAgent is missing' "npm ci in $repository"
  place=$(dirname "${HEATSOAK_DEVICES:-$repository/devices.json}")
  run xcodebuild build-for-testing -quiet -project "$source/WebDriverAgent.xcodeproj" -scheme WebDriverAgentRunner \
    -destination generic/platform=iOS -derivedDataPath build/wda -allowProvisioningUpdates \
    "DEVELOPMENT_TEAM=${team:-TEAM}" "PRODUCT_BUNDLE_IDENTIFIER=$agent_id"
  use_frameworks_of_the_phone "$products/WebDriverAgentRunner-Runner.app"
  run rm -rf build/Payload
  run mkdir -p build/Payload
  run cp -R "$products/WebDriverAgentRunner-Runner.app" build/Payload/
  run sh -c "cd build && zip --quiet --recurse-paths --symlinks WebDriverAgent.ipa Payload"
  run mv build/WebDriverAgent.ipa "$place/WebDriverAgent.ipa"
  run rm -rf build/Payload
  say "made $place/WebDriverAgent.ipa, which no phone needs a Mac for any more; in devices.json, at each iPhone:"
  say "  \"webDriverAgentBundleId\": \"$agent_id\", \"webDriverAgent\": \"WebDriverAgent.ipa\""
  say 'next: connect the phone, and go on with step 4 of ios/README.md'
}

# Started without Xcode, WebDriverAgent has to use the XCTest of the phone's own iOS (Appium, "Run Preinstalled WDA"); what is taken
# out breaks the signature, so it is made again with the same identity.
use_frameworks_of_the_phone() {
  local identity=IDENTITY
  if [ -z "$is_dry" ]; then
    identity=$(codesign --display --verbose=2 "$1" 2>&1 | sed -n 's/^Authority=//p' | head -1)
    [ -n "$identity" ] || fail 'WebDriverAgent was not signed' 'open Xcode, Settings, Accounts, and sign in with the account of the team'
  fi
  run sh -c "rm -rf $1/Frameworks/XC*.framework"
  run codesign --force --sign "$identity" --preserve-metadata=identifier,entitlements,flags "$1"
}

# -----------------------------------------------------------------------------------------------------------------------

if [ "${1:-}" = --dry-run ]; then
  is_dry=1
  shift
fi
case "${1:-all}" in
  all) check && app && wda ;;
  check) check ;;
  framework) check && framework ;;
  onnx) onnx ;;
  app) check && app ;;
  wda) check && wda ;;
  *) sed -n '2,/^# HEATSOAK_DEVICES/p' prepare.sh >&2 && exit 2 ;;
esac
