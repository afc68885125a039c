#!/usr/bin/env bash
# Follows the Dockerfile without a container engine, to know that its commands work. Each
# stage gets a clean layer over this machine's own file system, in which its COPY and RUN
# lines are carried out as written; the last stage starts from nothing, and its program is
# started there as the image would start it. What this does not show: the base images. The
# Node, Go and certificates used are those installed here.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != --inside ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "check-dockerfile: overlays and chroot need root; run it with sudo" >&2
    exit 1
  fi
  exec unshare -m "$0" --inside
fi

die() {
  echo "check-dockerfile: $*" >&2
  exit 1
}

work=$(mktemp -d /var/tmp/dockerfile-XXXXXX)
clean() {
  umount -R "$work" 2>/dev/null || umount -l "$work" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean EXIT
mount --make-rprivate /
mount --bind "$work" "$work"

# What .dockerignore lets through: the last line that matches a path or a folder above it
# decides. The work directory is the context.
mkdir "$work/context"
find . -path ./.git -prune -o -type f -printf '%P\n' | awk '
  FNR == NR {
    if ($0 == "" || /^#/) next
    keep[++n] = sub(/^!/, "")
    gsub(/[.+(){}^$|\[\]]/, "\\\\&"); gsub(/\*\*\//, "\001"); gsub(/\*/, "[^/]*"); gsub(/\001/, "(.*/)?")
    pattern[n] = "^" $0 "(/.*)?$"
    next
  }
  { taken = 1; for (i = 1; i <= n; i++) if ($0 ~ pattern[i]) taken = keep[i]; if (taken) print }
' .dockerignore - | tar -c --files-from=- | tar -x --no-same-owner -C "$work/context"

root= workdir=/ user=0:0 entrypoint= health=
environment=()
declare -A stages=()

begin_stage() { # begin_stage <image> [AS <name>]
  root=$work/${#stages[@]}
  workdir=/ environment=() user=0:0
  stages[${3:-${#stages[@]}}]=$root
  mkdir -p "$root"
  if [ "$1" != scratch ]; then
    mkdir "$root.upper" "$root.work"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$root.upper,workdir=$root.work" "$root"
    rm -rf "$root/src" "$root/out"
    for special in proc dev sys; do mount --rbind "/$special" "$root/$special"; done
    cp -L --remove-destination /etc/resolv.conf /etc/hosts "$root/etc/"
    # Empty caches, so that everything is fetched and checked as in a fresh image.
    environment=("HOME=$HOME" "PATH=$PATH" GOPATH=/go GOCACHE=/go/cache npm_config_cache=/npm)
  fi
}

run() {
  mkdir -p "$root$workdir"
  env -i "${environment[@]}" chroot "$root" /bin/sh -c "cd $workdir && $1" </dev/null
}

copy() {
  local from=$work/context owner=
  while [[ $1 == --* ]]; do
    case $1 in
    --from=*) from=${stages[${1#--from=}]:-} && [ -n "$from" ] || die "COPY names an unknown stage: $1" ;;
    --chown=*) owner=${1#--chown=} ;;
    *) die "COPY $1 is not understood" ;;
    esac
    shift
  done
  local to=${*: -1} source
  [[ $to == /* ]] || to=$workdir/${to#./}
  for source in "${@:1:$#-1}"; do
    if [ -d "$from/$source" ]; then
      mkdir -p "$root$to"
      cp -a --no-preserve=ownership "$from/$source/." "$root$to"
    elif [ -f "$from/$source" ]; then
      mkdir -p "$root$(dirname "${to}x")"
      cp -L --preserve=mode "$from/$source" "$root$to"
    else
      die "COPY finds no $source"
    fi
    [ -z "$owner" ] || chown -R "$owner" "$root$to"
  done
}

exec_form() { tr -d '[]",' <<<"${1#CMD }"; }

while IFS= read -r line; do
  read -r instruction arguments <<<"$line"
  echo "==> $line"
  case $instruction in
  FROM) begin_stage $arguments ;;
  WORKDIR) workdir=$arguments && mkdir -p "$root$workdir" ;;
  ARG | ENV) read -ra pairs <<<"$arguments" && environment+=("${pairs[@]}") ;;
  COPY) copy $arguments ;;
  RUN) run "$arguments" ;;
  USER) user=$arguments ;;
  ENTRYPOINT) entrypoint=$(exec_form "$arguments") ;;
  HEALTHCHECK) health=$(exec_form "CMD ${arguments##*CMD }") ;;
  EXPOSE | VOLUME) ;;
  *) die "$instruction is not understood" ;;
  esac
done < <(sed -e '/^#/d' -e '/^$/d' -e ':a' -e '/\\$/{N;s/\\\n *//;ta' -e '}' Dockerfile)

mkdir -p "$root/etc" && cp -L /etc/resolv.conf /etc/hosts "$root/etc/" # as an engine does
chroot=("$(command -v chroot)" "--userspec=$user" "$root")
port=38127
environment+=("PORT=$port" "BETTER_AUTH_URL=http://localhost:$port" "BETTER_AUTH_SECRET=$(head -c 32 /dev/urandom | base64)")
echo "==> $entrypoint version"
env -i "${environment[@]}" "${chroot[@]}" $entrypoint version
echo "==> $entrypoint"
env -i "${environment[@]}" "${chroot[@]}" $entrypoint &
server=$!
healthy=
for _ in $(seq 50); do
  if env -i "${environment[@]}" "${chroot[@]}" $health; then
    healthy=yes
    break
  fi
  sleep 0.2
done
kill -TERM "$server"
wait "$server" || die "the server did not end cleanly"
[ -n "$healthy" ] || die "the health check never succeeded"
echo "check-dockerfile: every stage works; the image would hold $(du -sh "$root" | cut -f1)"
