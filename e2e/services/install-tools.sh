#!/usr/bin/env bash
# Builds the programs of tools.txt, each once per version, and all of Kubernetes from cluster/kube, once per
# hash of that folder's files, into
#
#     ${ORCHESTRATOR_E2E_CACHE:-${XDG_CACHE_HOME:-~/.cache}/orchestrator-e2e}/tools/NAME@VERSION/NAME
#
# Usage: install-tools.sh [NAME...]     without names: all of them
#
# Cold it takes 15 to 25 minutes on two cores; with everything there it takes milliseconds.
# A program appears in its place by one rename, so a half-built one is never used.
# Every program is built in a module of its own that is made for the build: `go install PKG@VERSION`
# asks the module proxy for the list of versions too, which some modules are not served with.
# Where Go is missing, or a build fails, the rest is still built and the exit code is 1.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${ORCHESTRATOR_E2E_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orchestrator-e2e}
tools=$cache/tools

say() { printf 'install-tools: %s\n' "$*" >&2; }
wanted() { [ "$#" -eq 1 ] || printf '%s\n' "${@:2}" | grep -qxF -- "$1"; }

missing=()
while read -r name version package flags; do
  case $name in '' | '#'*) continue ;; esac
  wanted "$name" "$@" || continue
  [ -x "$tools/$name@$version/$name" ] || missing+=("$name $version $package $flags")
done <"$here/tools.txt"
kube=kube@$(cd "$here/cluster/kube" && cat go.mod go.sum main.go names.go | sha256sum | cut -c1-12)
if wanted kube "$@" && [ ! -x "$tools/$kube/kube" ]; then missing+=("kube ${kube#kube@}"); fi
[ "${#missing[@]}" -gt 0 ] || exit 0

if ! command -v go >/dev/null; then
  say "Go is not installed; cannot build: $(printf '%s\n' "${missing[@]}" | cut -d' ' -f1 | paste -sd' ')"
  exit 1
fi

mkdir -p "$tools"
# A second run waits for the first one and then finds everything in place.
exec 9>"$tools/.lock"
! command -v flock >/dev/null || flock 9

work=$tools/.build.$$
# Go's module and build caches grow to several GiB; the programs are all that is kept.
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
rm -rf "$tools"/.build.*
mkdir -p "$work"
export GOCACHE=$work/go-build GOMODCACHE=$work/go-mod GOFLAGS='-buildvcs=false -modcacherw' GOWORK=off CGO_ENABLED=0

build() (
  name=$1 version=$2 package=$3 flags=$4
  mkdir -p "$work/$name" "$work/$name.out" && cd "$work/$name" || exit 1
  go mod init example.test/tool 2>/dev/null || exit 1
  # The proxy may be slow or refuse one request; what was fetched already is not fetched again.
  for try in 1 2 3; do
    if go get -tool "$package@$version" >"$work/$name.log" 2>&1 &&
      go build -p 2 -trimpath -ldflags "-s -w $flags" -o "$work/$name.out/$name" "$package" >>"$work/$name.log" 2>&1; then
      rm -rf "${tools:?}/$name@$version"
      mv "$work/$name.out" "$tools/$name@$version"
      exit
    fi
    [ "$try" = 3 ] || sleep $((try * 5))
  done
  tail -n 20 "$work/$name.log" >&2
  exit 1
)

# Kubernetes calls itself what it is told: v0.0.0-master, unless told otherwise.
build_kube() (
  release=v1.35.4
  link='-s -w'
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    link+=" -X $package.gitVersion=$release -X $package.gitMajor=1 -X $package.gitMinor=35"
    link+=" -X $package.gitTreeState=clean -X $package.gitCommit=0000000 -X $package.buildDate=1970-01-01T00:00:00Z"
  done
  mkdir -p "$work/kube.out" && cp -r "$here/cluster/kube" "$work/kube" && cd "$work/kube" || exit 1
  for try in 1 2 3; do
    if go build -p 2 -trimpath -ldflags "$link" -o "$work/kube.out/kube" . >"$work/kube.log" 2>&1; then
      rm -rf "$tools"/kube@*
      mv "$work/kube.out" "$tools/kube@$1"
      exit
    fi
    [ "$try" = 3 ] || sleep $((try * 5))
  done
  tail -n 20 "$work/kube.log" >&2
  exit 1
)

build_one() { if [ "$1" = kube ]; then build_kube "$2"; else build "$@"; fi; }

failed=0
for line in "${missing[@]}"; do
  read -r name version package flags <<<"$line"
  [ -x "$tools/$name@$version/$name" ] && continue
  say "building $name $version"
  started=$SECONDS
  if build_one "$name" "$version" "$package" "$flags"; then
    say "built $name in $((SECONDS - started)) s"
  else
    say "could not build $name $version"
    failed=1
  fi
done
exit "$failed"
