# SPDX-License-Identifier: Apache-2.0
"""Signs or verifies with the Python reference's API, which hashes in ways that its command line does not offer."""

import argparse
import pathlib

from model_signing import hashing, signing, verifying

parser = argparse.ArgumentParser()
parser.add_argument("action", choices=["sign", "verify"])
parser.add_argument("model", type=pathlib.Path)
parser.add_argument("signature", type=pathlib.Path)
parser.add_argument("key", type=pathlib.Path)
parser.add_argument("--algorithm", default="sha256")
parser.add_argument("--shard-size", type=int)
parser.add_argument("--allow-symlinks", action="store_true")
parser.add_argument("--ignore", type=pathlib.Path, action="append", default=[])
parser.add_argument("--guess", action="store_true", help="take the way of hashing from the signature")
arguments = parser.parse_args()

config = hashing.Config()
if arguments.shard_size:
    config.use_shard_serialization(hashing_algorithm=arguments.algorithm, shard_size=arguments.shard_size)
else:
    config.use_file_serialization(hashing_algorithm=arguments.algorithm)
config.set_allow_symlinks(arguments.allow_symlinks)
config.set_ignored_paths(paths=[arguments.signature, *arguments.ignore])

if arguments.action == "sign":
    signer = signing.Config().use_elliptic_key_signer(private_key=arguments.key)
    signer.set_hashing_config(config).sign(arguments.model, arguments.signature)
else:
    verifier = verifying.Config().use_elliptic_key_verifier(public_key=arguments.key)
    if not arguments.guess:
        verifier.set_hashing_config(config)
    verifier.verify(arguments.model, arguments.signature)
