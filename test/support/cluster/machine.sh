#!/usr/bin/env bash
# A machine without Docker, beside the one with the containers: a network, a name, processes, a user `sister` and an sshd
# on its port 22, made of namespaces. Its cable ends in an interface of this machine.
#
#   machine.sh plug INTERFACE OURS THEIRS    creates the cable; each end has an address with prefix (10.9.0.1/24)
#   machine.sh boot INTERFACE FOLDER         starts it; FOLDER has `sister` (its /opt/sister) and `authorized_keys`
#   machine.sh unplug INTERFACE [FOLDER]     stops and removes it
set -euo pipefail
interface=$2

case $1 in
  plug)
    ip netns add "$interface"
    ip link add "$interface" type veth peer name eth0 netns "$interface"
    ip addr add "$3" dev "$interface"
    ip link set "$interface" up
    ip -n "$interface" addr add "$4" dev eth0
    ip -n "$interface" link set lo up
    ip -n "$interface" link set eth0 up
    ;;
  boot)
    folder=$3
    mkdir -p /run/sshd
    ssh-keygen -q -t ed25519 -N '' -C machine5 -f "$folder/host_key"
    { grep -v '^sister:' /etc/passwd; echo 'sister:x:10001:10001::/home/sister:/bin/bash'; } > "$folder/passwd"
    { grep -v '^sister:' /etc/group; echo 'sister:x:10001:'; } > "$folder/group"
    # It has no password, but is not locked.
    { grep -v '^sister:' /etc/shadow; echo 'sister:*:20000:0:99999:7:::'; } > "$folder/shadow"
    chmod 640 "$folder/shadow"
    printf '%s\n' 'Port 22' "HostKey $folder/host_key" 'PidFile none' 'UsePAM no' 'PasswordAuthentication no' 'UseDNS no' \
      'MaxStartups 100' > "$folder/sshd_config"
    node=$(readlink -f "$(command -v node)")
    setsid ip netns exec "$interface" unshare --uts --ipc --mount --pid --fork --kill-child --mount-proc bash -euc '
      hostname machine5
      for file in passwd group shadow; do mount --bind "$1/$file" "/etc/$file"; done
      mount -t tmpfs -o mode=1777 tmpfs /dev/shm
      mount -t tmpfs tmpfs /home
      install -d -o sister -g sister -m 700 /home/sister /home/sister/.ssh
      install -o sister -g sister -m 600 "$1/authorized_keys" /home/sister/.ssh/authorized_keys
      mount -t tmpfs tmpfs /opt
      mkdir /opt/sister
      mount --bind "$1/sister" /opt/sister
      if [ ! -e /usr/local/bin/node ]; then
        mount -t tmpfs tmpfs /usr/local/bin
        ln -s "$2" /usr/local/bin/node
      fi
      exec /usr/sbin/sshd -D -e -f "$1/sshd_config"' _ "$folder" "$node" > "$folder/log" 2>&1 < /dev/null &
    outer=$!
    for _ in $(seq 200); do
      if grep -q 'listening on' "$folder/log"; then
        cut -d' ' -f1 "/proc/$outer/task/$outer/children" > "$folder/pid"
        exit
      fi
      sleep 0.05
    done
    echo "the machine did not start: $(cat "$folder/log")" >&2
    exit 1
    ;;
  unplug)
    [ $# -lt 3 ] || [ ! -s "$3/pid" ] || kill -9 "$(< "$3/pid")" 2> /dev/null || true
    ip netns del "$interface" 2> /dev/null || true
    ip link del "$interface" 2> /dev/null || true
    ;;
  *)
    sed -n '2,8p' "$0"
    exit 2
    ;;
esac
