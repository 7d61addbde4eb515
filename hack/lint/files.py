# SPDX-License-Identifier: Apache-2.0
"""Checks every file that git knows, or would add: the licence identifier in code, and what .editorconfig says of text.

    files.py [ROOT]     prints one line per finding, the first 40 of them; exit status 1 when there is any
"""

import pathlib
import subprocess
import sys

IDENTIFIER = "SPDX-License-Identifier: Apache-2.0"
# Below the first lines that have to be first: a #! line, an XML declaration, the mark of a generated copy.
HEADER_LINES = 2
CODE = {
    ".c", ".go", ".h", ".java", ".properties", ".py", ".sh", ".toml", ".tpl", ".xml", ".yaml", ".yml",
    ".editorconfig", ".gitattributes", ".gitignore",
}
CODE_NAMES = {"CODEOWNERS", "Dockerfile", "Makefile"}
# Generated (the generator writes no comments into them), or data that tests read byte by byte.
NO_IDENTIFIER = ("crds/", "charts/model-signature-operator/crds/", "src/test/resources/crd-corpus/")
# Inputs whose every byte counts.
BYTES = ("src/test/resources/fuzz/",)
TABS = {".go", ".mod"}
# A change of many files breaks a rule in all of them; the first ones tell.
SHOWN = 40


def is_code(path, first_line):
    return path.suffix in CODE or path.name in CODE or path.name in CODE_NAMES or first_line.startswith("#!")


def findings(name, content):
    """Yields what is wrong with one file."""
    path = pathlib.PurePosixPath(name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield "is not UTF-8; say in .gitattributes and hack/lint/files.py that it is binary"
        return
    lines = text.split("\n")
    if is_code(path, lines[0]) and not name.startswith(NO_IDENTIFIER) and not any(IDENTIFIER in line for line in lines[:HEADER_LINES]):
        yield f"has no '{IDENTIFIER}' in its first {HEADER_LINES} lines"
    if "\r" in text:
        yield "has carriage returns; lines end with LF"
    if text and not text.endswith("\n"):
        yield "does not end with a line end"
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield f"line {number} ends with blanks"
        if "\t" in line and path.suffix not in TABS and path.name != "Makefile":
            yield f"line {number} has a tab; indent with spaces"


def files(root):
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True)
    for name in sorted(set(listed.stdout.split("\0")) - {""}):
        path = root / name
        if not name.startswith(BYTES) and path.is_file():
            yield name, path.read_bytes()


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = [f"{name}: {finding}" for name, content in files(root) for finding in findings(name, content)]
    print("\n".join(found[:SHOWN]), end="\n" if found else "")
    if len(found) > SHOWN:
        print(f"... and {len(found) - SHOWN} more")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
