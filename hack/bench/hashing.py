# SPDX-License-Identifier: Apache-2.0
"""The bars on hashing: see docs/performance.md. Exit status 1 when oms is slower than the Python reference."""

import argparse
import os
import shutil
import subprocess
import sys

from measure import Program, Scenario

REFERENCE = "python reference"
SHARD = 128 << 20
SPARSE_BYTES = 64 << 30
SMALL_FILES = 100_000

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, required=True)
parser.add_argument("--mib", type=int, required=True, help="size of one of four files")
parser.add_argument("--root", required=True)
parser.add_argument("--work", required=True)
parser.add_argument("--oms", required=True)
parser.add_argument("--reference", required=True)
parser.add_argument("--go-reference", default="")
parser.add_argument("scenarios", nargs="*")
args = parser.parse_args()

PROCESSES = len(os.sched_getaffinity(0))
KEY = os.path.join(args.work, "key.pem")
PUBLIC = os.path.join(args.work, "public.pem")


def path(name):
    return os.path.join(args.work, name)


def into_page_cache(files):
    for file in files:
        with open(file, "rb") as content:
            while content.read(1 << 22):
                pass


def files_of(model):
    return sorted(os.path.join(model, name) for name in os.listdir(model))


def make(name, fill):
    """A folder of the work folder, made once."""
    folder = path(name)
    if not os.path.isdir(folder):
        shutil.rmtree(folder + ".new", ignore_errors=True)
        os.makedirs(folder + ".new")
        fill(folder + ".new")
        os.rename(folder + ".new", folder)
    return folder


def large():
    def fill(folder):
        for i in range(1, 5):
            with open(os.path.join(folder, f"model-0000{i}-of-00004.safetensors"), "wb") as file:
                for _ in range(args.mib):
                    file.write(os.urandom(1 << 20))

    return make("model", fill)


def single():
    """The bytes of the large model in one file."""

    def fill(folder):
        with open(os.path.join(folder, "model.safetensors"), "wb") as file:
            for part in files_of(large()):
                with open(part, "rb") as content:
                    shutil.copyfileobj(content, file, 1 << 22)

    return make("single", fill)


def longer():
    """The same six times in one file, so that the start of a JVM weighs as little as it does with real models."""

    def fill(folder):
        with open(os.path.join(folder, "model.safetensors"), "wb") as file:
            for part in files_of(single()) * 6:
                with open(part, "rb") as content:
                    shutil.copyfileobj(content, file, 1 << 22)

    return make("longer", fill)


def small():
    def fill(folder):
        for i in range(SMALL_FILES):
            if i % 1000 == 0:
                os.mkdir(os.path.join(folder, f"{i // 1000:03}"))
            with open(os.path.join(folder, f"{i // 1000:03}", f"{i}.json"), "wb") as file:
                file.write(b"%d" % i * 50)

    return make("small", fill)


def sparse():
    def fill(folder):
        with open(os.path.join(folder, "model.safetensors"), "wb") as file:
            file.truncate(SPARSE_BYTES)

    return make("sparse", fill)


def oms_sign(model, signature, *options):
    command = [args.oms, "sign", "key", model, "--private-key", KEY, "--signature", path(signature), *options]
    return [*command, "--progress", "none"]


def oms_verify(model, signature):
    command = [args.oms, "verify", "key", model, "--public-key", PUBLIC, "--signature", path(signature)]
    return [*command, "--progress", "none"]


def signed(model, signature, *options):
    subprocess.run(oms_sign(model, signature, *options), check=True, stdout=subprocess.DEVNULL)


def reference(action, model, signature):
    key = ["--private_key", KEY] if action == "sign" else ["--public_key", PUBLIC]
    command = [args.reference, "-m", "model_signing", action, "key", model, "--signature", path(signature), *key]
    return Program(REFERENCE, command)


def reference_api(model, signature):
    """Its command line knows whole files and SHA-256 only."""
    script = os.path.join(args.root, "src", "test", "resources", "interop", "serialization.py")
    return Program(REFERENCE, [args.reference, script, "verify", model, path(signature), PUBLIC, "--guess"])


def go_reference(model, signature):
    if not args.go_reference:
        return []
    command = [args.go_reference, "verify", "key", model, "--signature", path(signature), "--public-key", PUBLIC]
    return [Program("go reference", command)]


def openssl(model):
    """As many processes as processors over the files."""
    command = ["xargs", "-0", "-n1", f"-P{PROCESSES}", "openssl", "dgst", "-sha256", "-r"]
    return Program(f"openssl x {PROCESSES}", command, "\0".join(files_of(model)).encode())


def total(model):
    return sum(os.path.getsize(file) for file in files_of(model))


def verify_files():
    model = large()
    signed(model, "model.sig")
    into_page_cache(files_of(model))
    ours = Program("oms verify", oms_verify(model, "model.sig"))
    others = [openssl(model), reference("verify", model, "model.sig"), *go_reference(model, "model.sig")]
    scenario = Scenario(f"verify {args.mib * 4} MiB in 4 files", total(model), [ours, *others], args.rounds).run()
    return scenario.ratio("openssl", 1.05).ratio(REFERENCE, 1).ratio("go reference", 1).peak(80)


def sign_files():
    model = large()
    ours = Program("oms sign", oms_sign(model, "again.sig"))
    others = [openssl(model), reference("sign", model, "reference.sig")]
    scenario = Scenario(f"sign {args.mib * 4} MiB in 4 files", total(model), [ours, *others], args.rounds).run()
    return scenario.ratio("openssl", 1.05).ratio(REFERENCE, 1).peak(80)


def verify_shards():
    """openssl cannot cut a file: it gets the same bytes in as many files as it needs to use all processors."""
    model = single()
    signed(model, "shards.sig", "--shard-size", str(SHARD))
    into_page_cache(files_of(model))
    ours = Program("oms verify", oms_verify(model, "shards.sig"))
    others = [openssl(large()), reference_api(model, "shards.sig")]
    title = f"verify {args.mib * 4} MiB in one file by shards of {SHARD >> 20} MiB"
    scenario = Scenario(title, total(model), [ours, *others], args.rounds).run()
    return scenario.ratio("openssl", 1.05).ratio(REFERENCE, 1).peak(80)


def verify_blake3():
    model = longer()
    signed(model, "longer.sig", "--hash-algorithm", "blake3")
    into_page_cache(files_of(model))
    ours = Program("oms verify", oms_verify(model, "longer.sig"))
    b3sum = Program(f"b3sum, {PROCESSES} threads", ["b3sum", "--num-threads", str(PROCESSES), *files_of(model)])
    others = [b3sum, reference_api(model, "longer.sig")]
    title = f"verify {args.mib * 24} MiB in one file by BLAKE3"
    scenario = Scenario(title, total(model), [ours, *others], args.rounds).run()
    return scenario.ratio("b3sum", 1.2).ratio(REFERENCE, 1).peak(80)


def verify_small():
    model = small()
    signed(model, "small.sig")
    ours = Program("oms verify", oms_verify(model, "small.sig"))
    rounds = min(3, args.rounds)
    scenario = Scenario(
        f"verify {SMALL_FILES} small files", 0, [ours, reference("verify", model, "small.sig")], rounds
    ).run()
    return scenario.ratio(REFERENCE, 0.7)


def verify_tiny():
    """Nothing but the start, one signature and three bytes."""

    def fill(folder):
        with open(os.path.join(folder, "config.json"), "wb") as file:
            file.write(b"{}\n")

    model = make("tiny", fill)
    signed(model, "tiny.sig")
    ours = Program("oms verify", oms_verify(model, "tiny.sig"))
    rounds = 4 * args.rounds  # short runs scatter
    scenario = Scenario("verify a tiny model", 0, [ours, reference("verify", model, "tiny.sig")], rounds).run()
    return scenario.ratio(REFERENCE, 0.45)


def memory():
    model = sparse()
    signed(model, "sparse.sig", "--shard-size", str(1 << 30))
    ours = Program("oms verify", oms_verify(model, "sparse.sig"))
    return Scenario("verify a sparse file of 64 GiB by shards", SPARSE_BYTES, [ours], 1).run().peak(80)


SCENARIOS = [verify_files, sign_files, verify_shards, verify_blake3, verify_small, verify_tiny, memory]

chosen = [s for s in SCENARIOS if not args.scenarios or s.__name__ in args.scenarios]
results = [scenario() for scenario in chosen]
missed = sum(scenario.missed for scenario in results)
print(f"\n{missed} bars missed" if missed else "\nall bars met")
if any(scenario.slower_than(REFERENCE) for scenario in results):
    sys.exit("error: oms is slower than the Python reference; remedy: find out on a quiet machine")
