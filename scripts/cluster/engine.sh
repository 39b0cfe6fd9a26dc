#!/usr/bin/env bash
# Starts a container engine of its own where none runs, with all that it has in one folder: for the tests, not for production.
# Needs root and Debian's docker.io.
#
#   scripts/cluster/engine.sh up FOLDER     prints what to set: DOCKER_HOST=... and, with a plugin of its own, DOCKER_CONFIG=...
#   scripts/cluster/engine.sh down FOLDER   ends it; the folder stays
set -euo pipefail
what=${1:?} folder=${2:?}
socket=$folder/docker.sock pid=$folder/docker.pid
alive() { [ -s "$pid" ] && kill -0 "$(< "$pid")" 2> /dev/null; }

# Compose 2: what is installed, else the package of Debian's next release, unpacked beside.
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
      # Addresses of its own, so that it stands beside another engine.
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
    alive || exit 0
    kill "$(< "$pid")"
    for _ in $(seq 60); do alive || break; sleep 0.5; done
    # It leaves its networks, and other programs of this machine would take them for some that lead somewhere.
    for bridge in $(ip -o -4 address show | awk '$4 ~ /^10\.21[23]\./ { print $2 }'); do ip link delete "$bridge"; done
    iptables -t nat -S POSTROUTING | { grep -E -- '-s 10\.21[23]\.' || true; } | while read -r _ rule; do
      # shellcheck disable=SC2086
      iptables -t nat -D $rule
    done
    ;;
  *) echo "engine: up FOLDER or down FOLDER" >&2; exit 2 ;;
esac
