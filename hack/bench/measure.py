# SPDX-License-Identifier: Apache-2.0
"""Runs programs in turns and compares medians of whole processes: wall time and peak resident memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import time


class Program:
    """A command to measure, and what it has used."""

    def __init__(self, name, command, stdin=b""):
        self.name = name
        self.command = command
        self.stdin = stdin
        self.walls = []
        self.cpus = []
        self.peaks = []

    def run(self):
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output:
            given.write(self.stdin)
            given.seek(0)
            start = time.monotonic()
            process = subprocess.Popen(self.command, stdin=given, stdout=output, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                output.seek(0)
                text = output.read().decode(errors="replace")[-2000:]
                sys.exit(f"error: {self.name} ended with {process.returncode}:\n{' '.join(self.command)}\n{text}")
        self.walls.append(wall)
        self.cpus.append(usage.ru_utime + usage.ru_stime)
        self.peaks.append(usage.ru_maxrss / 1024)

    def wall(self):
        return statistics.median(self.walls)

    def peak(self):
        """MiB; of a command that starts others, that of the largest."""
        return max(self.peaks)


class Scenario:
    """Programs that do the same work on the same bytes; the first one is ours."""

    def __init__(self, title, size, programs, rounds):
        self.title = title
        self.size = size
        self.programs = programs
        self.rounds = rounds
        self.lines = []
        self.missed = 0

    def run(self):
        for turn in range(self.rounds):
            print(f"{self.title}: round {turn + 1} of {self.rounds}", file=sys.stderr, flush=True)
            for program in self.programs:
                program.run()
        ours = self.programs[0]
        print(f"\n{self.title} (medians of {self.rounds})")
        print(f"  {'':22}{'seconds':>9}{'cpu s':>8}{'GB/s':>7}{'peak MiB':>10}{'oms / this':>12}")
        for program in self.programs:
            rate = f"{self.size / program.wall() / 1e9:.2f}" if self.size else ""
            print(
                f"  {program.name:22}{program.wall():9.3f}{statistics.median(program.cpus):8.2f}{rate:>7}"
                f"{program.peak():10.0f}{ours.wall() / program.wall():12.2f}"
            )
        return self

    def ratio(self, name, bar):
        """Our wall time divided by that of the named program, at most the bar."""
        other = next((p for p in self.programs if p.name.startswith(name)), None)
        if other is None:
            print(f"  skipped {name}: not installed here")
            return self
        return self.bar(f"wall of {other.name}, times", self.programs[0].wall() / other.wall(), bar)

    def peak(self, bar):
        return self.bar("peak MiB of oms", self.programs[0].peak(), bar)

    def bar(self, what, value, bar):
        verdict = "ok" if value <= bar else "MISSED"
        self.missed += verdict == "MISSED"
        print(f"  {verdict:7}{what}: {value:.2f}, to be at most {bar}")
        return self

    def slower_than(self, name):
        other = next((p for p in self.programs if p.name == name), None)
        return other is not None and self.programs[0].wall() > other.wall()
