# SPDX-License-Identifier: Apache-2.0
"""A10: served without being verified, from where no claim is: downloads, modelcars and tags, as far as one pod shows it."""

import pods as p
from a import OVER, alone, of_pod


def remote(*args, image="registry.example/vllm/vllm-openai:v0.11.0", command=None, **env):
    more = {"env": [{"name": name, "value": value} for name, value in env.items()]} | ({"command": command} if command else {})
    return p.pod([], [p.container("server", image=image, args=list(args), **more)])


def good(*args, **more):
    """A server with the verified model, and what the attempt has it load beside."""
    image = more.pop("image", "registry.example/vllm/vllm-openai:v0.11.0")
    server = p.container("server", [p.mount("model", p.MODEL)], image=image, args=["--model", p.MODEL, *args], env=more.pop("env", []))
    return p.pod([p.claim("good")], [server], **more)


def elsewhere(source):
    return [{"name": "EXTRA", "valueFrom": source}]


def cached(path, *command):
    """A server that loads by name, without a hub, beside a claim that the policy calls scratch."""
    mounts = [p.mount("model", path, read_only=False)]
    server = p.container("server", mounts, image="registry.example/server:1", command=list(command), env=[OFFLINE])
    return p.pod([p.claim("scratch-model")], [server])


def beside_scratch(command, *env):
    """A server with the verified model and a claim that the policy calls scratch."""
    scratch = p.mount("scratch", "/scratch", read_only=False)
    return p.served([p.claim("scratch-model", "scratch")], [scratch], server={"command": command, "env": list(env)})


def from_the_model(path, model):
    """A server that loads from the verified claim what its signature leaves out."""
    image = "registry.example/vllm/vllm-openai:v0.11.0"
    server = p.container("server", [p.mount("model", path)], image=image, args=["--model", model], env=[OFFLINE])
    return p.pod([p.claim("good")], [server])


TORCHSERVE = p.container(
    "server",
    [p.mount("settings", "/home/model-server/config.properties", sub="extra")],
    image="registry.example/torchserve:1",
)
OFFLINE = {"name": "HF_HUB_OFFLINE", "value": "1"}
IN_A_CONFIG_MAP = {"configMapKeyRef": {"name": "overlay", "key": "extra", "optional": True}}
IN_AN_ANNOTATION = {"fieldRef": {"fieldPath": "metadata.annotations['extra']"}}
FILLER = p.container("fill", image="registry.example/filler:1", command=["cp", "-r", "/src", "/dev/shm/hf"])

MODELCAR = p.pod(
    [p.empty("car")],
    [
        p.container("server", [p.mount("car", "/mnt", read_only=False)]),
        p.container(
            "modelcar",
            [p.mount("car", "/mnt", read_only=False)],
            image="registry.example/models/llama:1",
            command=["sh", "-c", "ln -sf /proc/$$$$/root/models /mnt/models && sleep infinity"],
        ),
    ],
    shareProcessNamespace=True,
)

ATTEMPTS = [
    of_pod(
        "A10", "vLLM: repository id as an argument", remote("meta-llama/Llama-3.1-8B", command=["vllm", "serve"]), "meta-llama/Llama-3.1-8B"
    ),
    of_pod("A10", "vLLM: --model=repository id", remote("--model=meta-llama/Llama-3.1-8B"), "meta-llama/Llama-3.1-8B"),
    of_pod(
        "A10",
        "vLLM: streamed from a bucket",
        remote("--model", "s3://bucket/llama", "--load-format", "runai_streamer"),
        "s3://bucket/llama",
    ),
    of_pod("A10", "vLLM: in a shell's command", remote("exec vllm serve Qwen/Qwen3-8B", command=["/bin/sh", "-c"]), "Qwen/Qwen3-8B"),
    of_pod(
        "A10",
        "SGLang: --model-path",
        remote("--model-path", "Qwen/Qwen3-8B", command=["python3", "-m", "sglang.launch_server"]),
        "Qwen/Qwen3-8B",
    ),
    of_pod(
        "A10",
        "TGI: MODEL_ID",
        remote(image="registry.example/text-generation-inference:3", MODEL_ID="bigscience/bloom"),
        "bigscience/bloom",
        "MODEL_ID",
    ),
    of_pod(
        "A10",
        "Triton: --model-repository",
        remote("--model-repository=s3://bucket/repository", command=["tritonserver"]),
        "s3://bucket/repository",
    ),
    of_pod("A10", "llama.cpp: -hf", remote("-hf", "ggml-org/gemma-3-1b-it-GGUF", command=["llama-server"]), "ggml-org/gemma-3-1b-it-GGUF"),
    of_pod(
        "A10",
        "runtime adapters beside a good model",
        p.served(server={"env": [{"name": "VLLM_ALLOW_RUNTIME_LORA_UPDATING", "value": "True"}]}),
        "VLLM_ALLOW_RUNTIME_LORA_UPDATING",
    ),
    *[
        of_pod("A10", f"vLLM: an argument out of {place}", good("$(EXTRA)", env=elsewhere(source)), "any option")
        for place, source in (("a ConfigMap", IN_A_CONFIG_MAP), ("an annotation", IN_AN_ANNOTATION))
    ],
    of_pod("A10", "vLLM: an option whose name is in a ConfigMap", good("--$(EXTRA)", env=elsewhere(IN_A_CONFIG_MAP)), "any option"),
    of_pod(
        "A10",
        "vLLM: an argument in a variable of an odd name",
        good("$(A+B)", env=[{"name": "A+B", "value": "--model=org/model"}]),
        "org/model",
    ),
    of_pod(
        "A10",
        "vLLM: an adapter in the shared memory, by a way through a process",
        good(
            "--lora-modules",
            "a=org/adapter",
            env=[OFFLINE, {"name": "HF_HOME", "value": "/proc/self/root/dev/shm/hf"}],
            init=[FILLER],
        ),
        "/dev/shm",
    ),
    of_pod(
        "A10",
        "vLLM: an adapter in the shared memory that an init container fills",
        good("--lora-modules", "a=org/adapter", env=[OFFLINE, {"name": "HF_HOME", "value": "/dev/shm/hf"}], init=[FILLER]),
        "/dev/shm",
    ),
    of_pod(
        "A10",
        "TEI: a repository id, which no variable keeps from the hub",
        remote("--model-id", "org/embedder", image="registry.example/text-embeddings-inference:1", HF_HUB_OFFLINE="1"),
        "org/embedder",
    ),
    *[
        of_pod("A10", f"vLLM: offline, which {what} takes back", remote(command=command, HF_HUB_OFFLINE="1"), "org/model")
        for what, command in (
            ("setpriv", ["setpriv", "--reset-env", "python3", "-m", "vllm.entrypoints.openai.api_server", "--model", "org/model"]),
            ("env", ["timeout", "9d", "env", "-i", "vllm", "serve", "org/model"]),
            ("a script", ["bash", "-c", "unset ${!HF_*}; exec vllm serve org/model"]),
        )
    ],
    *[
        of_pod("A10", f"a name that is looked up in a claim called scratch at {path}", cached(path, *command), "scratch-model")
        for path, command in (
            ("/tmp/huggingface", ["vllm", "serve", "org/model"]),
            ("/.cache", ["vllm", "serve", "org/model"]),
            ("/scratch", ["env", "HF_HOME=/scratch", "vllm", "serve", "org/model"]),
            ("/root/.cache/llama.cpp", ["llama-server"]),
        )
    ],
    *[
        of_pod("A10", f"vLLM: {what}", from_the_model(path, model), "signature leaves that out")
        for what, path, model in (
            ("the signature as a model", p.MODEL, f"{p.MODEL}/model.sig"),
            ("a file that signatures leave out", p.MODEL, f"{p.MODEL}/.gitattributes"),
            ("a folder that signatures leave out, by a relative path", "/vllm-workspace", "vllm-workspace/.git/model"),
        )
    ],
    of_pod(
        "A10",
        "TensorFlow Serving: a path out of two variables",
        beside_scratch(
            ["tensorflow_model_server"],
            {"name": "MODEL_BASE_PATH", "value": p.MODEL},
            {"name": "MODEL_NAME", "value": "../scratch/model"},
        ),
        "scratch-model",
    ),
    of_pod(
        "A10",
        "vLLM: another part of the model in what overrides its configuration",
        beside_scratch(["vllm", "serve", p.MODEL, "--hf-overrides", '{"text_model_id": "/scratch/model"}']),
        "scratch-model",
    ),
    of_pod(
        "A10",
        "TorchServe: configuration where it looks for its own",
        p.pod([p.config_map("settings")], [TORCHSERVE]),
        "settings",
    ),
    of_pod("A10", "modelcar", MODELCAR, "car", "modelcar"),
    of_pod("A10", "image volume by tag", alone({"name": OVER, "image": {"reference": "registry.example/models/llama:1"}}, p.MODEL), OVER),
]
