#!/usr/bin/env bash
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# newest_debian.sh CACHE TEST...: runs tests on the newest ansible-core in a Debian 13, which has Python 3.13.
# debootstrap installs Debian in a folder of CACHE, once for each lock file. Needs root. All mounts belong to a mount
# namespace of this process, so none outlives it.
set -euo pipefail

if [[ -z ${IN_NAMESPACE-} ]]; then
  IN_NAMESPACE=1 exec unshare --mount --propagation private bash "$0" "$@"
fi
unset IN_NAMESPACE

lock=tests/requirements/lock-newest.txt
checkout=$(cd "$(dirname "$0")/../.." && pwd)

# debootstrap fails on a path with a space, which the path of a clone may have.
mkdir -p "$1"
cache=$(mktemp -d)
mount --bind "$1" "$cache"
trap 'umount --recursive --lazy "$cache" && rmdir "$cache"' EXIT
shift
root=$cache/$(cd "$checkout" && cat "tests/support/$(basename "$0")" "$lock" tests/requirements/{test,demo}.in |
  sha256sum | cut -c 1-16)

install_debian() { # install_debian ROOT
  local mirror
  # The mirror that apt-get uses here, which may be the only one within reach.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    grep --max-count 1 '/debian/$' || true)
  debootstrap --variant=minbase --include=ca-certificates,git,python3,python3-venv \
    trixie "$1" "${mirror:-http://deb.debian.org/debian}" >"$1.log" || { cat "$1.log" >&2 && return 1; }
  # What the machine needs to reach the package index: host names, certificates, pip's settings.
  cp --dereference /etc/resolv.conf /etc/hosts "$1/etc/"
  if [[ -f /etc/ssl/certs/ca-certificates.crt ]]; then
    cp --dereference /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
  fi
  if [[ -f /etc/pip.conf ]]; then cp /etc/pip.conf "$1/etc/"; fi
}

copy_checkout() { # copy_checkout ROOT: what git has or would add, without caches
  rm -rf --one-file-system "$1/checkout"
  mkdir "$1/checkout"
  # tar ends with 1 if a folder changes while it is read, because other sessions write bytecode.
  { tar -C "$checkout" --exclude=./.cache --exclude=./.git --exclude=__pycache__ -cf - . || [[ $? -eq 1 ]]; } |
    tar -C "$1/checkout" -xf -
}

mount_kernel() { # mount_kernel ROOT: the file systems that Python's multiprocessing and ansible need
  mountpoint --quiet "$1/proc" || mount -t proc proc "$1/proc"
  mkdir -p "$1/dev/shm"
  mount -t tmpfs tmpfs "$1/dev/shm"
}

if [[ ! -d $root ]]; then
  # Other roots belong to other lock files or were interrupted: a root gets its name when it is complete.
  rm -rf --one-file-system "${cache:?}"/*
  echo "newest: installing Debian 13 with debootstrap, which takes a minute or two, once"
  install_debian "$root.unfinished"
  mount_kernel "$root.unfinished"
  copy_checkout "$root.unfinished"
  chroot "$root.unfinished" python3 -m venv /venv
  chroot "$root.unfinished" env -u PIP_CONSTRAINT -u PIP_FIND_LINKS -C /checkout \
    /venv/bin/pip install --quiet -r tests/requirements/test.in -c "$lock"
  umount "$root.unfinished/dev/shm" "$root.unfinished/proc"
  mv "$root.unfinished" "$root"
fi

copy_checkout "$root"
mount_kernel "$root"
chroot "$root" /venv/bin/python /checkout/tests/support/bootstrap.py
chroot "$root" /venv/bin/ansible --version | sed -n 1p
chroot "$root" env -C /checkout PATH="/venv/bin:$PATH" PYTHONPATH=/checkout/tests /venv/bin/python -m pytest "$@"
