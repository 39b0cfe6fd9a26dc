#!/usr/bin/env bash
# Starts a separate container engine if none runs, with all of its data in one folder: for the tests, not for
# production. Needs root and Debian's docker.io.
#
#   scripts/cluster/engine.sh up FOLDER     prints the settings: DOCKER_HOST=... and, if it needs its own plugin, DOCKER_CONFIG=...
#   scripts/cluster/engine.sh down FOLDER   stops it and restores the machine's network; the folder stays
set -euo pipefail
what=${1:?} folder=${2:?}
socket=$folder/docker.sock pid=$folder/docker.pid
alive() { [ -s "$pid" ] && kill -0 "$(< "$pid")" 2> /dev/null; }

# The state of the machine that an engine changes outside of its folder: packet filters, bridges, and the forwarding of
# the kernel. It is stored before the first start. A killed engine leaves the file, and the next `down` restores the
# state.
state=$folder/machine
switches="net/ipv4/ip_forward net/ipv6/conf/all/forwarding net/ipv6/conf/default/forwarding net/ipv4/conf/all/forwarding net/ipv4/conf/default/forwarding net/bridge/bridge-nf-call-iptables net/bridge/bridge-nf-call-ip6tables"
tables="filter nat mangle raw"
bridges() { ip -o link show type bridge 2> /dev/null | awk -F': ' '{ print $2 }' | sort; }
rules() { # rules TOOL TABLE: as iptables-save has them, without counters
  "$1-save" -t "$2" 2> /dev/null | sed -n 's/ \[[0-9:]*\]$//; /^[:-]/p'
}
remember() {
  [ ! -e "$state/done" ] || return 0
  mkdir -p "$state"
  local tool table name
  for tool in iptables ip6tables; do
    command -v "$tool-save" > /dev/null || continue
    for table in $tables; do rules "$tool" "$table" > "$state/$tool-$table"; done
  done
  for name in $switches; do [ ! -r "/proc/sys/$name" ] || cat "/proc/sys/$name" > "$state/${name//\//+}"; done
  bridges > "$state/bridges"
  touch "$state/done"
}
# Removes only what an engine added: rules and chains that others added meanwhile stay.
restore() {
  [ -e "$state/done" ] || return 0
  local tool table name before now
  bridges | comm -13 "$state/bridges" - | while read -r name; do
    if ip -o -4 address show dev "$name" | grep -qE ' 10\.21[23]\.'; then ip link delete "$name"; fi
  done
  # Another engine handles its own rules.
  if pgrep -x dockerd > /dev/null; then
    echo "engine: another dockerd runs: the packet filters stay as they are" >&2
    rm -rf "$state"
    return 0
  fi
  for tool in iptables ip6tables; do
    for table in $tables; do
      before=$state/$tool-$table
      [ -e "$before" ] || continue
      now=$state/now
      rules "$tool" "$table" > "$now"
      (
        # A table may have none of these lines.
        set +eo pipefail
        echo "*$table"
        # Restores the policies, such as ":FORWARD DROP".
        grep -E '^:[A-Z]+ (ACCEPT|DROP)' "$before" | sed 's/$/ [0:0]/'
        grep '^-A' "$now" | grep -vxFf <(grep '^-A' "$before"; echo -) | grep -E 'DOCKER|docker0|br-[0-9a-f]{12}|10\.21[23]\.' | sed 's/^-A/-D/'
        grep '^:DOCKER' "$now" | grep -vxFf <(grep '^:' "$before"; echo -) | sed -E 's/^:(\S+) .*/-F \1\n-X \1/' | sort
        echo COMMIT
      ) > "$state/script"
      "$tool-restore" --noflush < "$state/script" || echo "engine: $tool $table could not be put back: see $state/script" >&2
    done
  done
  for name in $switches; do
    [ ! -r "$state/${name//\//+}" ] || cat "$state/${name//\//+}" > "/proc/sys/$name" 2> /dev/null || true
  done
  rm -rf "$state"
}

# Compose 2: the installed one, else the package of Debian's next release, unpacked into the folder.
compose() {
  docker compose version > /dev/null 2>&1 && return
  local config=$folder/config program=$folder/compose/usr/libexec/docker/cli-plugins/docker-compose
  if [ ! -x "$program" ]; then
    local apt=$folder/apt mirror
    mkdir -p "$apt"/{lists/partial,cache/archives/partial,sources}
    mirror=$(apt-get indextargets --format '$(CREATED_BY) $(RELEASE) $(REPO_URI)' | awk '$1 == "Packages" && $2 == "bookworm" { print $3; exit }')
    printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$mirror" > "$apt/sources/trixie.sources"
    printf 'Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "%s/sources";\nDir::State::lists "%s/lists";\nDir::Cache "%s/cache";\n' "$apt" "$apt" "$apt" > "$apt/apt.conf"
    (cd "$apt/cache" && APT_CONFIG=$apt/apt.conf apt-get update -qq && APT_CONFIG=$apt/apt.conf apt-get download -qq docker-compose) >&2
    dpkg-deb -x "$apt"/cache/docker-compose_*.deb "$folder/compose"
  fi
  mkdir -p "$config/cli-plugins"
  ln -sfn "$program" "$config/cli-plugins/docker-compose"
  echo "DOCKER_CONFIG=$config"
}

case $what in
  up)
    mkdir -p "$folder"
    if ! alive; then
      rm -f "$pid"
      remember
      # Separate addresses, so that it can run beside another engine.
      cat > "$folder/daemon.json" << END
{ "data-root": "$folder/root", "exec-root": "$folder/exec", "pidfile": "$pid", "hosts": ["unix://$socket"],
  "exec-opts": ["native.cgroupdriver=cgroupfs"], "bip": "10.212.0.1/24", "default-address-pools": [{ "base": "10.213.0.0/16", "size": 24 }] }
END
      setsid dockerd --config-file "$folder/daemon.json" > "$folder/dockerd.log" 2>&1 < /dev/null &
    fi
    for _ in $(seq 120); do docker --host "unix://$socket" version > /dev/null 2>&1 && break; sleep 0.5; done
    docker --host "unix://$socket" version > /dev/null 2>&1 || { tail -5 "$folder/dockerd.log" >&2; exit 1; }
    echo "DOCKER_HOST=unix://$socket"
    compose
    ;;
  down)
    if alive; then
      # It removes its file before it ends.
      server=$(< "$pid")
      kill "$server"
      for _ in $(seq 60); do kill -0 "$server" 2> /dev/null || break; sleep 0.5; done
    fi
    restore
    ;;
  *) echo "engine: up FOLDER or down FOLDER" >&2; exit 2 ;;
esac
