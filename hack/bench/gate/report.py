# SPDX-License-Identifier: Apache-2.0
"""Lines `name ours noop ratio bar ok|MISSED`, and the comparison with the ratios that are committed."""

import json
import statistics

# What a ratio may be worse than the committed one.
TOLERANCE = 0.10


class Report:
    """Collects figures over runs. A measure has a name of its own in all scenarios."""

    def __init__(self, reference):
        self.path = reference
        self.reference = json.loads(reference.read_text()) if reference.exists() else {}
        self.found = {}

    def ratio(self, name, ours, other, bar, at_least=False):
        """Our figure, the one it is compared with, and the bar of the quotient: an upper one, or a lower one."""
        kept = self.found.setdefault(name, {"ours": [], "other": [], "ratios": [], "bar": bar, "at_least": at_least})
        kept["ours"].append(ours)
        kept["other"].append(other)
        kept["ratios"].append(ours / other)

    def figure(self, name, ours, bar, at_least=False):
        """A figure with an absolute bar: its ratio is the one to the bar."""
        kept = self.found.setdefault(name, {"ours": [], "other": [], "ratios": [], "bar": 1, "at_least": at_least})
        kept["ours"].append(ours)
        kept["other"].append(bar)
        kept["ratios"].append(ours / bar)

    def ratios(self):
        return {name: round(statistics.median(kept["ratios"]), 3) for name, kept in self.found.items()}

    def print(self):
        """Prints all; returns how many are worse than the committed ratios by more than the tolerance."""
        worse = 0
        print(f"{'name':34}{'ours':>10}{'noop/bar':>10}{'ratio':>8}{'bar':>6}")
        for name, kept in self.found.items():
            ratio = statistics.median(kept["ratios"])
            sign = -1 if kept["at_least"] else 1
            verdict = "ok" if sign * ratio <= sign * kept["bar"] else "MISSED"
            before = self.reference.get(name)
            note = ""
            if before is not None and sign * ratio > sign * before * (1 + sign * TOLERANCE):
                worse += 1
                note = f"  WORSE than {before}"
            ours, other = statistics.median(kept["ours"]), statistics.median(kept["other"])
            print(f"{name:34}{ours:10.3f}{other:10.3f}{ratio:8.2f}{kept['bar']:>6} {verdict}{note}", flush=True)
        return worse

    def update(self):
        self.path.write_text(json.dumps({**self.reference, **self.ratios()}, indent=2) + "\n")
