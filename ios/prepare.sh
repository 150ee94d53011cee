#!/usr/bin/env bash
# What a Mac has to do before its phones can be measured. Each step says what it did and how to go on; all of them can be repeated.
#
#   ios/prepare.sh                  all steps
#   ios/prepare.sh framework        Frameworks/llama.xcframework, from the llama.cpp sources of the installed node-llama-cpp
#   ios/prepare.sh app              build/Heatsoak-baseline.ipa and build/Heatsoak-candidate.ipa
#   ios/prepare.sh wda              build/WebDriverAgentRunner-Runner.app, which Appium steers a phone with
#   ios/prepare.sh --dry-run [STEP] prints the commands and runs none of them; works on any machine
#
# Needs Xcode 26, cmake, npm ci, and HEATSOAK_TEAM: the ten characters of your team (developer.apple.com, Membership).
set -euo pipefail
cd "$(dirname "$0")"
readonly repository=$(cd .. && pwd)
readonly roles=(baseline candidate)
is_dry=

say() { echo "ios/prepare.sh: $1"; }

fail() {
  echo "ios/prepare.sh: $1" >&2
  exit 1
}

run() {
  if [ -n "$is_dry" ]; then echo "+ $*"; else "$@"; fi
}

need() { [ -n "$is_dry" ] || command -v "$1" > /dev/null || fail "$1 is missing: $2"; }

need_team() {
  [ -n "${HEATSOAK_TEAM:-}" ] || [ -n "$is_dry" ] || fail 'set HEATSOAK_TEAM to your team (developer.apple.com, Membership, Team ID)'
}

# The phone runs the very sources of the reference: the bundle is part of node-llama-cpp.
framework() {
  local sources=.build/llama.cpp bundle=$repository/node_modules/node-llama-cpp/llama/gitRelease.bundle
  [ ! -f Frameworks/llama.xcframework/Info.plist ] || { say 'Frameworks/llama.xcframework is there; remove it to build it anew'; return; }
  need xcrun 'install Xcode and open it once'
  need cmake 'brew install cmake'
  [ -f "$bundle" ] || [ -n "$is_dry" ] || fail 'node-llama-cpp is missing: npm ci'
  run rm -rf "$sources"
  run git clone --quiet "$bundle" "$sources"
  run sh -c "cd $sources && ./build-xcframework.sh ios-device ios-sim macos"
  run mkdir -p Frameworks
  run mv "$sources/build-apple/llama.xcframework" Frameworks/
  say 'made Frameworks/llama.xcframework; next: ios/prepare.sh app'
}

app() {
  need_team
  framework
  local role
  for role in "${roles[@]}"; do one_app "$role"; done
  say 'made both apps; next: ios/prepare.sh wda, then name them in build.json (docs/guides/first-iphone.md)'
}

one_app() {
  local archive=build/$1.xcarchive
  run rm -rf "$archive" "build/$1"
  run xcodebuild archive -project App/Heatsoak.xcodeproj -scheme Heatsoak -configuration Release \
    -destination generic/platform=iOS -archivePath "$archive" -allowProvisioningUpdates \
    "DEVELOPMENT_TEAM=${HEATSOAK_TEAM:-TEAM}" "HEATSOAK_BUNDLE_ID=dev.heatsoak.app.$1"
  run xcodebuild -exportArchive -archivePath "$archive" -exportPath "build/$1" -exportOptionsPlist App/export.plist \
    -allowProvisioningUpdates
  run mv "build/$1/Heatsoak.ipa" "build/Heatsoak-$1.ipa"
  # Without com.apple.developer.kernel.increased-memory-limit in what this prints, a large model is killed.
  run codesign --display --entitlements - "$archive/Products/Applications/Heatsoak.app"
}

wda() {
  need_team
  local agent=$repository/node_modules/appium-webdriveragent
  [ -d "$agent" ] || agent=$repository/node_modules/appium-xcuitest-driver/node_modules/appium-webdriveragent
  run xcodebuild build-for-testing -project "$agent/WebDriverAgent.xcodeproj" -scheme WebDriverAgentRunner \
    -destination generic/platform=iOS -derivedDataPath build/wda -allowProvisioningUpdates \
    "DEVELOPMENT_TEAM=${HEATSOAK_TEAM:-TEAM}" "PRODUCT_BUNDLE_IDENTIFIER=${HEATSOAK_WDA_ID:-dev.heatsoak.wda}"
  run cp -R build/wda/Build/Products/Debug-iphoneos/WebDriverAgentRunner-Runner.app build/
  say 'made build/WebDriverAgentRunner-Runner.app; next: install it on each phone (docs/guides/first-iphone.md)'
}

if [ "${1:-}" = --dry-run ]; then
  is_dry=1
  shift
fi
case "${1:-all}" in
  all) app && wda ;;
  framework) framework ;;
  app) app ;;
  wda) wda ;;
  *) sed -n '2,/^# Needs/p' prepare.sh >&2 && exit 2 ;;
esac
