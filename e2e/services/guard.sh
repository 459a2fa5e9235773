#!/usr/bin/env bash
# Clears up after one run of the services, however the run ended.
#
# Usage: guard.sh FOLDER <PIPE
#
# It waits until the other end of PIPE is closed: by the run itself when it is done, or by the kernel
# when the run was interrupted or killed. Then it ends every process that carries
# ORCHESTRATOR_E2E_RUN=FOLDER in its environment, undoes mounts below FOLDER and removes it.
# Bash and not TypeScript, because it must outlive the Node process and start in no time.
set -u
folder=$1
case $folder in /*/orc-e2e-*) ;; *) exit 2 ;; esac
trap '' INT TERM HUP

cat >/dev/null

# Prints the ids of the run's processes.
members() {
  grep -lszxF "ORCHESTRATOR_E2E_RUN=$folder" /proc/[0-9]*/environ | cut -d/ -f3
}

# Waits up to so many seconds until none is left.
await_end() {
  local end=$((SECONDS + $1))
  while [ -n "$(members)" ]; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

# Daemons first get the time to stop what they started themselves. Ids are read anew before each signal.
for signal in TERM KILL; do
  pids=$(members)
  [ -n "$pids" ] || break
  # shellcheck disable=SC2086
  kill -"$signal" $pids 2>/dev/null
  await_end 8 && break
done

# A cluster's pods carry no mark of ours, and its network is the machine's.
[ -n "$(ls -d "$folder"/cluster-* 2>/dev/null)" ] && "$(dirname "$0")/cluster/sweep.sh" "$folder"

# Innermost mounts first.
awk -v f="$folder/" 'index($5, f) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r mount; do
  umount "$mount" 2>/dev/null || umount -l "$mount" 2>/dev/null
done
rm -rf "$folder"
