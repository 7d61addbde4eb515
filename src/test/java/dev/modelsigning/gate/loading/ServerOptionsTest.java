// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options in the forms that the servers' own parsers accept, and those of other programs. */
final class ServerOptionsTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  static LoadedModels loaded(String fields) {
    return new Loading(Catalog.SHIPPED)
        .of(YAML.unmarshal("---\n{name: server, " + fields + "}", Container.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // beginnings of options
        "args: [--model, /m, --spec, '{\"model\": \"org/d\"}']",
        "args: [--model, /m, --trust]",
        "args: [--model, /m, --tru]",
        "args: [--model, /m, --hf-c, org/x]",
        "args: [--model, /m, --lora-mod, a=org/x]",
        "args: [--model, /m, --speculative-draft, org/x]",
        "command: [tritonserver, --model-repository=/m, --model-control=explicit]",
        // values
        "command: [tritonserver, --model-repository=/m, --model-control-mode=EXPLICIT]",
        "command: [tritonserver, --model-repository=/m, --model-control-mode, Poll]",
        "command: [tritonserver, --model-repository=/m, '--model-control-mode=$(X)']",
        "args: [--model, /m, --speculative-config, '{\"mod\\u0065l\": \"org/d\"}']",
        "args: [--model, /m, --model-loader-extra-config, '{\"tensorizer_uri\": \"s3://b/m\"}']",
        "args: [--model, /m, --model-loader-extra-config.tensorizer_uri, 's3://b/m']",
        "args: [--model, /m, --model-loader-extra-config, '{\"qlora_adapter_name_or_path\":"
            + " \"a/b\"}']",
        "command: [vllm, serve, --config, /etc/v.yaml], env: [{name: HF_HUB_OFFLINE, value: '1'}]",
        "args: [--model, /m, -sc, '{\"model\": \"org/d\"}']",
        "args: [--model, /m, -sc.model=org/d]",
        "args: [--model, /m, --remote-instance-weight-loader-seed-instance-ip, 10.0.0.1]",
        "args: [--model, /m, --weight-transfer-config, '{\"backend\": \"nccl\"}']",
        "command: [max, serve, --model, /m, --weight-path, org/x/w]",
        "command: [mlflow, models, serve, -m, 'models:/x/1']",
        "command: [python3, -m, llama_cpp.server, --config_file, /etc/c.json]",
        // several in one value
        "image: mistral.rs, command: [mistralrs, run, -m, /m, --lora, '/m/l;org/x']",
        "image: mistral.rs, command: [mistralrs, run, -m, /m, --xlora, org/x]",
        "image: 'michaelf34/infinity:1', env: [{name: INFINITY_MODEL_ID, value: '/m/a;org/x'}]",
        "args: [--model, '/m,org/x']",
        // members of JSON
        "args: [/m, --default-mm-loras, '{\"audio\": \"lora\"}']",
        "args: [/m, --default-mm-loras.audio, lora]",
        "args: [/m, '--default-mm-loras={\"image\": \"org/x\"}']",
        "args: [/m, --json-model-override-args, '{\"mm_vision_tower\": \"org/clip\"}']",
        "args: [/m, --hf-overrides, '{\"a\": {\"b\": [\"org/x\"]}}']",
        "args: [/m], env: [{name: MLSERVER_MODEL_PARAMETERS,"
            + " value: '{\"extra\": {\"pretrained_model\": \"org/x\"}}'}]",
        // variables that are options
        "args: [/m], env: [{name: SM_VLLM_LORA_MODULES, value: a=org/x}]",
        "args: [/m], env: [{name: SM_VLLM_LORA_MODULES, value: 'a=/m/a b=org/x'}]",
        "args: [/m], env: [{name: SM_VLLM_SPECULATIVE_CONFIG, value: '{\"model\": \"org/x\"}'}]",
        "args: [/m], env: [{name: SM_VLLM_TOKENIZER, value: org/x}]",
        "args: [/m], env: [{name: SM_VLLM_TRUST_REMOTE_CODE, value: ''}]",
        "image: 'vllm:server-sagemaker', env: [{name: SM_VLLM_MODEL, value: /m},"
            + " {name: SM_VLLM_CONFIG, value: /c/x.yaml}]",
        "args: [/m], env: [{name: SM_SGLANG_SPECULATIVE_DRAFT_MODEL_PATH, value: org/x}]",
        "image: djl-inference, env: [{name: HF_MODEL_ID, value: /m},"
            + " {name: OPTION_SPECULATIVE_MODEL, value: org/x}]",
        // archives and other servers' options
        "command: [torchserve, --start, --model-store, /m, --models, 'a=https://e/a.tar.gz']",
        "command: [koboldcpp, --model, /m/a.gguf, --ttsmodel, 'https://e/x.bin']",
        "args: [--hf_pretrained_model_name_or_path, org/x]",
        "command: [llama-server, -m, /m/a.gguf, --embd-gte-small-default]",
        "args: [--model, /m], env: [{name: DYN_LORA_ENABLED, value: 'true'}]",
        // scripts
        "command: [/usr/bin/env, '-Svllm serve org/x']",
        "command: [start, '--command=vllm serve org/x']",
        "command: [bash, -c, 'a=(serve org/x); exec vllm \"${a[@]}\"']",
        "command: [bash, -c, 'vllm `cat /x`']",
        "command: [vllm, serve, 'file://localhost/m']",
        "command: [vllm, serve, 'file:///m/%2e%2e/tmp']",
        // positions
        "image: 'vllm/vllm-openai:v1', args: [--port, '8000', org/name]",
        "image: 'vllm/vllm-openai:v1', args: ['--port=8000', org/name]",
        "image: 'vllm/vllm-openai:v1', args: [gpt2]",
        "image: 'vllm/vllm-openai:v1'",
        "image: 'ghcr.io/huggingface/text-generation-inference:3'",
        "command: [vllm, serve, --port, '8000', gpt2, --tokenizer, /m]",
        "command: [text-generation-server, serve, org/name]",
        "command: [trtllm-serve, org/name]",
        "command: [trtllm-llmapi-launch, trtllm-serve, serve, org/name]",
        "command: [lmdeploy, serve, api_server, org/name]",
        "command: [sh, -c, 'hf download org/name && vllm serve /m']",
        "command: [tini, --, ollama, serve]",
        "command: [timeout, '60', ollama, pull, llama3]",
        "command: [sh, -c, 'if true; then ollama; fi']",
        "command: [sh, -c, 'exec vllm serve $@', sh, '--model org/evil --dtype=half']",
        "command: [sh, -c, 'exec llama-server $@', sh, '-hf org/evil']",
        "command: [vllm, serve, --api-key, k, /m]",
        "command: [sglang, serve, --api-key, k, org/m]",
        "command: [trtllm-serve, --served_model_name, name, org/m]",
        "command: [djl-serving, -m, 'm=https://e/x.zip']",
        "command: [dynamo-run, in=http, out=vllm, org/m]",
        "command: [python3, -m, dynamo.vllm, --model, /m, --extra-engine-args, /f]",
        "image: 'openvino/model_server:2026.0', args: [--source_model, org/m],"
            + " env: [{name: HF_HUB_OFFLINE, value: '1'}]",
        "args: [--model, /m, --hf-overrides, '{\"text_model_id\": \"org/m\"}']",
        // llama.cpp
        "image: 'ghcr.io/ggml-org/llama.cpp:server'",
        "command: [/app/llama-server, --host, 0.0.0.0]",
        "command: [llama-server, -m, /m/a.gguf, -hfd, org/d]",
        "command: [llama-server, --gpt-oss-20b-default]",
        "command: [llama-server, --fim-qwen-1.5b-default]",
        "command: [llama-server, --fim_qwen_7b_spec]",
        // variables that commands assign
        "command: [env, MODEL_ID=org/m, text-generation-launcher]",
        "command: [sh, -c, 'export HF_MODEL_ID=org/m; exec any']",
        "command: [sh, -c, 'LLAMA_ARG_HF_REPO=org/m exec llama-server -m /m']",
        "command: [env, VLLM_SERVER_DEV_MODE=1, vllm, serve, /m]",
        "command: [sh, -c, 'declare -x VLLM_EXTRA_ARGS=\"--model org/m\"; any']",
        "command: [sh, -c, 'MODEL_ID=$(cat /f) any']",
        // variables
        "image: llama-cpp-python, env: [{name: HF_MODEL_REPO_ID, value: org/m}]",
        "image: llama-cpp-python, env: [{name: CONFIG_FILE, value: /etc/c.json}]",
        "image: koboldcpp, env: [{name: KCPP_MODEL, value: 'https://e/x'}]",
        "image: koboldcpp, env: [{name: KCPP_ARGS, value: '--model https://e/x'}]",
        "args: [--model, /m], env: [{name: VLLM_MODEL_REDIRECT_PATH, value: /etc/r}]",
        "args: [--model-id, /m], env: [{name: TRUST_REMOTE_CODE, value: 'true'}]",
        "args: [--model, /m], env: [{name: NIM_PEFT_SOURCE, value: 's3://b/loras'}]",
      })
  void downloadIsFound(String container) {
    assertThat(loaded(container).downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lora, '/m/l.gguf,/x/a.gguf'",
        "--lora, /m/l.gguf, /x/a.gguf",
        "--lora=/m/l.gguf;/x/a.gguf",
        "--lora-scaled, '/m/l.gguf:1.0,/x/a.gguf:0.5'",
        "--control-vector-scaled, /x/a.gguf, '0.5'",
        "--control-vector, '/m/l.gguf,/x/a.gguf'",
        "--sdmodel, /x/a.gguf",
      })
  void everyPathOfAListCounts(String arguments) {
    assertThat(loaded("command: [llama-server, -m, /m/a.gguf, " + arguments + "]").models())
        .anySatisfy(path -> assertThat(path).startsWith("/x/a.gguf"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args: [--mode, standalone, --token, abc, --spec, a.yaml, --draft, '16']",
        "command: [bash, -c, 'hf auth login --token $HF_TOKEN; exec vllm serve /m']",
        "command: [bash, -c, 'exec vllm $@']",
        "args: [/m, --lora-modules, '{\"name\": \"a\", \"path\": \"/m/a\","
            + " \"base_model_name\": \"org/m\"}']",
        "args: [/m, --default-mm-loras, '{\"audio\": \"/m/a\"}']",
        "args: [/m], env: [{name: SM_VLLM_TRUST_REMOTE_CODE, value: 'false'}]",
        "image: 'djl-inference:1', env: [{name: HF_MODEL_ID, value: /m},"
            + " {name: OPTION_TENSOR_PARALLEL_DEGREE, value: '2'},"
            + " {name: OPTION_ROLLING_BATCH, value: vllm}]",
        "command: [bash, -c, 'exec vllm serve /m \"${a[@]}\"']",
        "command: [start, '--command=vllm serve /m']",
        "command: [vllm, bench, throughput, --model, /m, --num-prompts, '10']",
        "command: [vllm, serve, --cudagraph-capture-sizes, '1', '2', '4', --model, /m]",
        "command: [lmdeploy, serve, api_server, /m, --server-port, '23333']",
        "command: [trtllm-serve, /m, --backend, pytorch, --max_batch_size, '8']",
        "command: [mpirun, -n, '8', trtllm-llmapi-launch, trtllm-serve, serve, /m]",
        "args: [--model, /m, --model-loader-extra-config, '{\"concurrency\": 16}']",
        "args: [--model, /m, --speculative-config, '{\"method\": \"ngram\"}']",
        "args: [--model, /m, --speculative-config, '{\"model\": \"/m/eagle\"}']",
        "args: [--model-id, /m], env: [{name: TRUST_REMOTE_CODE, value: 'true'},"
            + " {name: HF_HUB_OFFLINE, value: '1'}]",
        "command: [tritonserver, --model-repository=/m, --model-control-mode=NONE]",
        "image: ghcr.io/vllm-project/semantic-router/extproc, args: [--config, /etc/c.yaml]",
        "image: 'ghcr.io/vllm-project/production-stack/router', args: [--config, /etc/c.yaml],"
            + " envFrom: [{configMapRef: {name: c}}]",
        "image: 'ghcr.io/huggingface/text-generation-inference:3',"
            + " env: [{name: MODEL_ID, value: /m}]",
        "image: openvino/model_server, args: [--model_name, a, --model_path, /m, --port, '9000']",
        "image: tensorflow/serving, args: [--model_name=a, --model_base_path=/m, --port=9000]",
        "image: kserve/lgbserver, args: [--model_name=a, --model_dir=/m, --nthread=1]",
        "command: [python3, -m, dynamo.vllm, --model, /m, --served-model-name, org/name]",
        "command: [python3, -m, dynamo.frontend, --http-port, '8000']",
        "command: [bash, -lc, 'ulimit -n 65536; ray start --head --port=6379 --block']",
        "image: 'ghcr.io/ggml-org/llama.cpp:server', args: [-m, /m/a.gguf, -md, /m/d.gguf,"
            + " --draft-max, '16', --mmproj, /m/mm.gguf, --jinja]",
      })
  void localModelIsNoDownload(String container) {
    assertThat(loaded(container).downloads()).isEmpty();
  }
}
