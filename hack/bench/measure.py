"""Times three programs over the same files in turns, prints medians and ratios; exit status 1 when oms is slower."""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--oms", required=True)
    parser.add_argument("--reference", required=True)
    return parser.parse_args()


def commands(args):
    files = sorted(os.path.join(args.model, name) for name in os.listdir(args.model))
    processes = len(os.sched_getaffinity(0))
    signature = os.path.join(args.work, "model.sig")
    key = os.path.join(args.work, "public.pem")
    verify = ["verify", "key", args.model, "--signature", signature, "--public_key", key]
    openssl = ["xargs", "-0", "-n1", f"-P{processes}", "openssl", "dgst", "-sha256", "-r"]
    return files, {
        "oms": ([args.oms, *verify, "--progress", "none"], b""),
        "python reference": ([args.reference, "-m", "model_signing", *verify], b""),
        f"openssl x {processes}": (openssl, "\0".join(files).encode()),
    }


def run(name, command, stdin):
    """Wall and processor seconds of one run, which must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"error: {name} failed with {done.returncode}:\n{done.stdout.decode(errors='replace')}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def main():
    args = arguments()
    files, programs = commands(args)
    total = sum(os.path.getsize(file) for file in files)
    for file in files:  # into the page cache
        with open(file, "rb") as content:
            while content.read(1 << 22):
                pass
    times = {name: [] for name in programs}
    for turn in range(args.rounds):
        print(f"round {turn + 1} of {args.rounds}", file=sys.stderr)
        for name, (command, stdin) in programs.items():
            times[name].append(run(name, command, stdin))
    print(f"{len(files)} files, {total / 2**30:.2f} GiB, in the page cache; medians of {args.rounds} whole processes")
    print(f"{'':20}{'seconds':>9}{'cpu s':>8}{'GB/s':>7}{'oms / this':>12}")
    wall = {name: statistics.median(w for w, _ in runs) for name, runs in times.items()}
    for name, runs in times.items():
        cpu = statistics.median(c for _, c in runs)
        ratio = wall["oms"] / wall[name]
        print(f"{name:20}{wall[name]:9.3f}{cpu:8.2f}{total / wall[name] / 1e9:7.2f}{ratio:12.2f}")
    if wall["oms"] > wall["python reference"]:
        sys.exit("error: oms is slower than the Python reference; remedy: find out on a quiet machine")


main()
