#!/usr/bin/env bash
# Installs the Debian packages that the end-to-end tests' services need.
#
# Idempotent, and fast when everything is there. It never stops a caller: where it may not install
# (not Debian, not root, no network) it says what is missing and leaves; the tests that need it are
# then skipped with that reason, or fail where CI=true.
set -uo pipefail

# program-or-file:package
needs=(
  dockerd:docker.io
  docker:docker.io
  iptables:iptables
  docker-registry:docker-registry
  htpasswd:apache2-utils
  podman:podman
  skopeo:skopeo
  runc:runc
  containerd:containerd
  /usr/lib/cni/ptp:containernetworking-plugins
  nft:nftables
  newuidmap:uidmap
  /bin/busybox:busybox-static
  openssl:openssl
  curl:curl
  git:git
  ip:iproute2
  setpriv:util-linux
  faketime:faketime
  strace:strace
  pgrep:procps
  script:bsdutils
  kubectl:kubernetes-client
  zsh:zsh
  fish:fish
  /usr/bin/time:time
  /etc/ssl/certs/ca-certificates.crt:ca-certificates
)
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'install-debian: %s\n' "$*" >&2; }
have() { case $1 in /*) [ -e "$1" ] ;; *) command -v "$1" >/dev/null ;; esac }
# Lists the packages whose program is not there, each once.
lacking() { for need in "${needs[@]}"; do have "${need%%:*}" || printf '%s\n' "${need##*:}"; done | sort -u; }

mapfile -t packages < <(lacking)
[ "${#packages[@]}" -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null || ! grep -qsE '^ID(_LIKE)?=.*debian' /etc/os-release; then
  say "not a Debian system; please install yourself: ${packages[*]}"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  say "not root; please run: apt-get install --no-install-recommends ${packages[*]}"
  exit 0
fi

# A service that a package would start at once is kept from starting: the tests start their own.
# (An existing policy is respected.)
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f "$policy"' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120)
install() { "${apt[@]}" install -y --no-install-recommends "${packages[@]}" >&2; }

say "installing ${packages[*]}"
# Package lists that are missing or old make the first try fail; only then are they fetched anew.
for try in 1 2 3; do
  install && break
  say "try $try failed; fetching the package lists"
  "${apt[@]}" update >&2 || sleep $((try * 5))
done

mapfile -t packages < <(lacking)
[ "${#packages[@]}" -eq 0 ] || say "still missing: ${packages[*]}"
exit 0
