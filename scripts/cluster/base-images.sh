#!/usr/bin/env bash
# Makes debian:bookworm-slim and node:20-bookworm-slim from this machine's apt sources and Node.js, for a site that
# cannot pull images. An existing image stays. Needs root, debootstrap, and docker (DOCKER_HOST names the engine).
#
#   scripts/cluster/base-images.sh
set -euo pipefail
debian=debian:bookworm-slim
node_image=node:20-bookworm-slim
folder=$(mktemp -d)
trap 'rm -rf --one-file-system "$folder"' EXIT
say() { echo "base-images: $*" >&2; }
here() { docker image inspect "$1" > /dev/null 2>&1; }

if here "$debian"; then say "$debian is there"; else
  [ "$(id -u)" = 0 ] || { say "making $debian needs root"; exit 1; }
  command -v debootstrap > /dev/null || { say "debootstrap is missing: apt-get install debootstrap"; exit 1; }
  mirror=$(apt-get indextargets --format '$(CREATED_BY) $(RELEASE) $(REPO_URI)' | awk '$1 == "Packages" && $2 == "bookworm" { print $3; exit }')
  [ -n "$mirror" ] || { say "apt has no source for bookworm here"; exit 1; }
  root=$folder/debian
  mkdir -p "$root/etc/dpkg/dpkg.cfg.d"
  # Paths that the slim images leave out, now and in every later layer.
  printf 'force-unsafe-io\npath-exclude /usr/share/%s/*\n' doc > "$root/etc/dpkg/dpkg.cfg.d/slim"
  printf 'path-exclude /usr/share/%s/*\n' man info locale lintian >> "$root/etc/dpkg/dpkg.cfg.d/slim"
  say "making $debian (debootstrap)"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" > "$folder/log" 2>&1 || { tail -5 "$folder/log" >&2; exit 1; }
  rm -rf "$root"/usr/share/{man,info,locale,lintian,doc}/* "$root"/var/{lib/apt/lists,cache/apt,log}/*
  mkdir -p "$root/var/cache/apt/archives/partial" "$root/var/lib/apt/lists/partial"
  # Packages must not start services during the build, and their archives must not stay in a layer.
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  echo 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin"; };' > "$root/etc/apt/apt.conf.d/00keep-nothing"
  # apt in the image gets the sources, options and certificate authorities of this machine.
  rm -f "$root/etc/apt/sources.list"
  cp -L /etc/apt/sources.list.d/*.sources "$root/etc/apt/sources.list.d/" 2> /dev/null || true
  [ ! -s /etc/apt/sources.list ] || cp -L /etc/apt/sources.list "$root/etc/apt/"
  for file in /etc/apt/apt.conf.d/9*; do [ ! -f "$file" ] || cp -L "$file" "$root/etc/apt/apt.conf.d/"; done
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  tar -C "$root" --numeric-owner --one-file-system --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -c . \
    | docker import --change 'CMD ["bash"]' --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$debian" > /dev/null
fi

if here "$node_image"; then say "$node_image is there"; else
  node=$(readlink -f "$(command -v node)")
  [ "$("$node" -p 'process.versions.node.split(".")[0]')" = 20 ] || { say "this machine's Node.js is not 20: $("$node" --version)"; exit 1; }
  prefix=$(dirname "$(dirname "$node")")
  context=$folder/node
  mkdir -p "$context/local"/{bin,etc,include,lib/node_modules}
  cp -L "$node" "$context/local/bin/node"
  # The headers that node-gyp would download, in the place of the official image: beside the program.
  [ -d "$prefix/include/node" ] || { say "there are no headers of Node.js in $prefix/include/node"; exit 1; }
  cp -a "$prefix/include/node" "$context/local/include/"
  npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
  cp -a "$npm" "$context/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$context/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$context/local/bin/npx"
  # This machine's registry for npm, without tokens.
  rm -f "$context/local/lib/node_modules/npm/npmrc"
  { grep -hE '^ *(cafile|registry) *=' "$(npm config get globalconfig)" "$(npm config get userconfig)" 2> /dev/null || true; } > "$context/local/etc/npmrc"
  printf '%s\n' "FROM $debian" 'COPY local /usr/local' 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
    'RUN node --version && npm --version' 'CMD ["node"]' > "$context/Dockerfile"
  say "making $node_image"
  docker build --quiet --tag "$node_image" "$context" > /dev/null
fi
