#!/usr/bin/env bash
# Real ssh hosts on one machine, for a real `mpirun --hostfile`. Each has its own network, name, process tree, shared memory and sshd, made of
# namespaces. They share the file system, except for one folder that is mounted separately in each host.
#
#   hosts.sh up FOLDER PREFIX COUNT SLOTS    make them; all their files lie in FOLDER
#   hosts.sh exec FOLDER HOST COMMAND…       run a command inside a host
#   hosts.sh link FOLDER HOST up|down        plug or pull its network cable
#   hosts.sh crash FOLDER HOST               kill it: all its processes end, its sockets close
#   hosts.sh boot FOLDER HOST                start it again
#   hosts.sh down FOLDER                     remove them all
#
# Needs root, iproute2, util-linux and openssh-server. A host reaches nothing outside the machine: the bridge has no address. The bridge has a network
# namespace of its own, where the firewall of this machine does not apply (Docker's drops unknown packets).
set -euo pipefail

folder=$2

# Numbers of a run, written by `up`: PREFIX, COUNT, SLOTS, NET.
settings() { . "$folder/settings"; }
host_number() { echo "${1##*host}"; }
address() { echo "$NET.$((10 + $(host_number "$1")))"; }
namespace() { echo "$PREFIX-$1"; }
cable() { echo "$PREFIX-c$(host_number "$1")"; }
# The namespace of the bridge.
lan() { echo "$PREFIX-lan"; }
hosts() { seq -f 'host%g' 1 "$COUNT"; }
first_process() { cat "$folder/$1.pid" 2>/dev/null; }

write_configuration() {
  ssh-keygen -q -t ed25519 -N '' -C sister-test -f "$folder/key"
  printf '127.0.0.1 localhost\n' >"$folder/hosts"
  local host
  for host in $(hosts); do
    ssh-keygen -q -t ed25519 -N '' -C "$host" -f "$folder/$host.key"
    echo "$(address "$host") $host" >>"$folder/hosts"
    echo "$host,$(address "$host") $(cut -d' ' -f1,2 "$folder/$host.key.pub")" >>"$folder/known_hosts"
    echo "$host slots=$SLOTS" >>"$folder/hostfile"
    printf '%s\n' "ListenAddress $(address "$host")" "HostKey $folder/$host.key" "AuthorizedKeysFile $folder/key.pub" \
      "PidFile none" "UsePAM no" "StrictModes no" "PasswordAuthentication no" "PermitRootLogin prohibit-password" \
      "UseDNS no" "MaxStartups 100" >"$folder/$host.sshd"
  done
  printf '%s\n' "Host *" "  IdentityFile $folder/key" "  IdentitiesOnly yes" "  UserKnownHostsFile $folder/known_hosts" \
    "  GlobalKnownHostsFile /dev/null" "  BatchMode yes" "  ConnectTimeout 5" "  ServerAliveInterval 2" \
    "  ServerAliveCountMax 2" "  LogLevel ERROR" >"$folder/ssh_config"
}

boot() {
  local host=$1 outer inner tries
  mkdir -p /run/sshd "$folder/private"
  # `ip netns exec` gives the network, unshare the rest. --kill-child: when unshare dies, so does the host.
  setsid ip netns exec "$(namespace "$host")" unshare --uts --ipc --mount --pid --fork --kill-child --mount-proc bash -c '
    hostname "$1"
    mount --bind "$2/hosts" /etc/hosts
    mount -t tmpfs tmpfs /dev/shm
    mount -t tmpfs tmpfs "$2/private"
    exec /usr/sbin/sshd -D -e -f "$2/$1.sshd"' _ "$host" "$folder" >"$folder/$host.log" 2>&1 </dev/null &
  outer=$!
  for tries in $(seq 200); do
    if grep -q 'listening on' "$folder/$host.log"; then
      inner=$(cat "/proc/$outer/task/$outer/children")
      echo "${inner%% *}" >"$folder/$host.pid"
      return
    fi
    sleep 0.05
  done
  echo "$host did not start: $(cat "$folder/$host.log")" >&2
  return 1
}

crash() {
  local process
  process=$(first_process "$1") || return 0
  kill -9 "$process" 2>/dev/null || true
  rm -f "$folder/$1.pid"
}

case $1 in
  up)
    mkdir -p "$folder"
    printf 'PREFIX=%s\nCOUNT=%s\nSLOTS=%s\nNET=10.%s.%s\n' "$3" "$4" "$5" "$((64 + $$ % 64))" "$(($$ / 64 % 250))" >"$folder/settings"
    settings
    write_configuration
    ip netns add "$(lan)"
    ip -n "$(lan)" link add bridge type bridge
    ip -n "$(lan)" link set bridge up
    for host in $(hosts); do
      ip netns add "$(namespace "$host")"
      ip -n "$(lan)" link add "$(cable "$host")" type veth peer name eth0 netns "$(namespace "$host")"
      ip -n "$(lan)" link set "$(cable "$host")" master bridge up
      ip -n "$(namespace "$host")" addr add "$(address "$host")/24" dev eth0
      ip -n "$(namespace "$host")" link set lo up
      ip -n "$(namespace "$host")" link set eth0 up
      boot "$host"
    done
    ;;
  exec)
    host=$3
    shift 3
    exec nsenter -t "$(first_process "$host")" --net --uts --ipc --mount --pid --wd="$PWD" -- "$@"
    ;;
  link)
    settings
    ip -n "$(lan)" link set "$(cable "$3")" "$4"
    ;;
  crash) crash "$3" ;;
  boot)
    settings
    ip -n "$(lan)" link set "$(cable "$3")" up
    boot "$3"
    ;;
  down)
    [ -f "$folder/settings" ] || exit 0
    settings
    for host in $(hosts); do
      crash "$host"
      ip netns del "$(namespace "$host")" 2>/dev/null || true
    done
    # With its end of each cable.
    ip netns del "$(lan)" 2>/dev/null || true
    ;;
  *)
    sed -n '2,15p' "$0"
    exit 2
    ;;
esac
