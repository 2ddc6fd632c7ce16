#!/usr/bin/env bash
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# newest.sh DIR SCRIPT TEST...: runs tests on the newest ansible-core, in a Debian that SCRIPT makes in a folder of DIR.
# All mounts are of a namespace that ends with this process, however that ends. DIR is a cache.
set -euo pipefail
if [[ -z ${NEWEST_NAMESPACE-} ]]; then
  NEWEST_NAMESPACE=1 exec unshare --mount --propagation private bash "$0" "$@"
fi
unset NEWEST_NAMESPACE

script=$2
# debootstrap does not take a path with a space, as a clone's may be.
cache=$(mktemp -d)
mkdir -p "$1"
mount --bind "$1" "$cache"
trap 'umount --recursive --lazy "$cache" && rmdir "$cache"' EXIT
shift 2
checkout=$(cd "$(dirname "$0")/.." && pwd)
lock=tests/requirements/lock-newest.txt
root=$cache/$(cd "$checkout" && cat "$script" "$lock" tests/requirements/{test,demo}.in | sha256sum | cut -c 1-16)

copy_checkout() { # copy_checkout ROOT: what is tested, without caches
  rm -rf --one-file-system "$1/checkout"
  mkdir "$1/checkout"
  # Python may put bytecode beside a file meanwhile: tar tells by 1 that a folder has changed.
  { tar -C "$checkout" --exclude=./.cache --exclude=./.git --exclude=__pycache__ -cf - . || [[ $? -eq 1 ]]; } |
    tar -C "$1/checkout" -xf -
}

if [[ ! -d $root ]]; then
  # It gets its name when it is complete. Others are of other locks, or unfinished.
  mkdir -p "$cache"
  rm -rf --one-file-system "${cache:?}"/*
  echo "newest: making Debian with the newest Python, which takes a minute or two, once"
  bash "$script" "$root.unfinished"
  copy_checkout "$root.unfinished"
  chroot "$root.unfinished" python3 -m venv /venv
  chroot "$root.unfinished" env -u PIP_CONSTRAINT -C /checkout \
    /venv/bin/pip install --quiet -r tests/requirements/test.in -c "$lock"
  umount "$root.unfinished/proc"
  mv "$root.unfinished" "$root"
fi

copy_checkout "$root"
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm"
mount -t tmpfs tmpfs "$root/dev/shm"
chroot "$root" /venv/bin/python /checkout/tests/support/bootstrap.py
chroot "$root" /venv/bin/ansible --version | sed -n 1p
chroot "$root" env -C /checkout PATH="/venv/bin:$PATH" PYTHONPATH=/checkout/tests \
  /venv/bin/python -m pytest "$@"
