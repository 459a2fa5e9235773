#!/usr/bin/env bash
# Takes away what a cluster leaves outside its folder: pods and their shims, control groups, mounts, filters, routes.
#
# Usage: sweep.sh FOLDER            after the cluster in FOLDER has ended, or was killed
#        sweep.sh FOLDER BRIDGE     before one starts in FOLDER: clears away what a killed run left;
#                                   exit code 1 where another cluster is alive
#
# Bash, as the guard calls it when the Node process is gone. Everything may be missing; nothing stops it.
set -u
folder=$1
case $folder in /*/orc-e2e-*) ;; *) exit 2 ;; esac
PATH=$PATH:/usr/sbin:/sbin

# Prints the ids of processes whose command line names the text.
named() {
  for entry in /proc/[0-9]*; do
    tr '\0' ' ' 2>/dev/null <"$entry/cmdline" | grep -qF -- "$1" && printf '%s\n' "${entry#/proc/}"
  done
}

if [ "$#" -gt 1 ]; then
  ip link show "$2" >/dev/null 2>&1 || exit 0
  # A kubelet of another run: its folder is named in its flags.
  other=$(named '/orc-e2e-' | while read -r pid; do
    tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | sed -n 's/^--root-dir=\(.*\)\/kubelet$/\1/p'
  done | head -n 1)
  if [ -n "$other" ]; then
    printf '%s\n' "$other"
    exit 1
  fi
fi

# Pods: everything in their control groups, then the shims.
find /sys/fs/cgroup/pids/kubepods /sys/fs/cgroup/kubepods -name cgroup.procs -exec cat {} + 2>/dev/null |
  sort -u | xargs -r kill -KILL 2>/dev/null
named "containerd-shim" | while read -r pid; do
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- '/orc-e2e-' && kill -KILL "$pid" 2>/dev/null
done

awk -v f="$folder/" 'index($5, f) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r mount; do
  umount -l "$mount" 2>/dev/null
done
for before in "$folder"/cluster-*/sysctl.before "$folder"/sysctl.before; do
  [ -e "$before" ] && sysctl -q -p "$before" >/dev/null 2>&1
done
nft delete table ip kube-proxy 2>/dev/null
nft delete table ip6 kube-proxy 2>/dev/null
nft delete table inet orc-kube 2>/dev/null
ip route del unreachable 10.244.0.0/16 metric 1000 2>/dev/null
ip link del orc-kube0 2>/dev/null
for _ in 1 2 3; do
  for group in /sys/fs/cgroup/*/kubepods /sys/fs/cgroup/kubepods; do
    [ -d "$group" ] && find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
  done
  [ -z "$(ls -d /sys/fs/cgroup/*/kubepods /sys/fs/cgroup/kubepods 2>/dev/null)" ] && break
  sleep 0.1
done
for link in /var/log/containers/*; do
  case "$(readlink "$link" 2>/dev/null)" in */orc-e2e-*) rm -f "$link" ;; esac
done
rmdir /var/log/containers 2>/dev/null
rm -rf /var/lib/kubelet/device-plugins /var/lib/cni/results
rmdir /var/lib/kubelet /var/lib/cni 2>/dev/null
exit 0
