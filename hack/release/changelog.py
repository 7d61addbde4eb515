# SPDX-License-Identifier: Apache-2.0
"""Prints the section of CHANGELOG.md for one version: the notes of its release.

    changelog.py VERSION     exit status 1 when the section is missing, has no date, or is empty
"""

import pathlib
import re
import sys

CHANGELOG = pathlib.Path(__file__).resolve().parents[2] / "CHANGELOG.md"


def section(text, version):
    """The body below '## [VERSION] - YYYY-MM-DD', up to the next version or the links at the end."""
    heading = re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d{{2}}-\d{{2}}$", text, re.MULTILINE)
    if not heading:
        raise LookupError(f"CHANGELOG.md has no section '## [{version}] - YYYY-MM-DD'")
    rest = text[heading.end():]
    end = re.search(r"^(## |\[[^\]]+\]: )", rest, re.MULTILINE)
    body = rest[:end.start() if end else None].strip()
    if not body:
        raise LookupError(f"the section of {version} in CHANGELOG.md is empty")
    return body


def main():
    try:
        print(section(CHANGELOG.read_text(encoding="utf-8"), sys.argv[1]))
    except LookupError as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
