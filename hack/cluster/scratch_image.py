# SPDX-License-Identifier: Apache-2.0
"""Packs one static binary into an image tar: no base, no engine, the same bytes every time.

    scratch_image.py REFERENCE BINARY OUTPUT
"""

import hashlib
import io
import json
import pathlib
import platform
import sys
import tarfile


def add(archive, name, content, mode=0o644):
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), mode, 0
    archive.addfile(entry, io.BytesIO(content))


def archive_of(*entries):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for entry in entries:
            add(archive, *entry)
    return buffer.getvalue()


def main(reference, binary, output):
    name = pathlib.Path(binary).name
    layer = archive_of((name, pathlib.Path(binary).read_bytes(), 0o755))
    digest = "sha256:" + hashlib.sha256(layer).hexdigest()
    config = json.dumps({
        "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine()),
        "os": "linux",
        "created": "1970-01-01T00:00:00Z",
        "config": {"Entrypoint": ["/" + name], "User": "65532:65532"},
        "rootfs": {"type": "layers", "diff_ids": [digest]},
    }).encode()
    manifest = json.dumps(
        [{"Config": "config.json", "RepoTags": [reference], "Layers": ["layer.tar"]}]).encode()
    pathlib.Path(output).write_bytes(archive_of(
        ("layer.tar", layer), ("config.json", config), ("manifest.json", manifest)))


if __name__ == "__main__":
    main(*sys.argv[1:])
