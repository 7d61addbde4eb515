# SPDX-License-Identifier: Apache-2.0
"""The packaged application, started as the entry point of the image starts it."""

from pathlib import Path


class Program:
    """The Java that runs it, its folder, and the folder of its AOT caches if it has any."""

    def __init__(self, root, java, folder, caches=None):
        self.conf = Path(root) / "src/main/dist/conf"
        self.java = java
        self.folder = Path(folder)
        self.caches = caches

    def command(self, role, heap, *extra):
        """The command line of a role; heap is what the memory limit of its container gives it."""
        cache = [f"-XX:AOTCache={Path(self.caches) / role}.aot"] if self.caches else []
        options = [f"@{self.conf / name}.options" for name in ("jvm", "container", role)]
        return [self.java, *cache, *options, heap, f"-Dquarkus.profile={role},prod", f"-Doms.role={role}", *extra,
                "-jar", str(self.folder / "quarkus-run.jar")]
