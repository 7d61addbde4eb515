// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static dev.modelsigning.gate.loading.ServerOptionsTest.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words of a server's command line whose text is in a ConfigMap, a Secret or an annotation. */
final class FromElsewhereTest {
  private static final String KEY = "{name: X, valueFrom: {configMapKeyRef: {name: c, key: k}}}";
  private static final String SECRET = "{name: X, valueFrom: {secretKeyRef: {name: c, key: k}}}";
  private static final String ANNOTATION =
      "{name: X, valueFrom: {fieldRef: {fieldPath: \"metadata.annotations['x']\"}}}";
  private static final String ADDRESS =
      "{name: X, valueFrom: {fieldRef: {fieldPath: status.podIP}}}";
  private static final String OFFLINE = "{name: HF_HUB_OFFLINE, value: '1'}";

  private static String named(String fields) {
    return fields
        .replace("KEY", KEY)
        .replace("SECRET", SECRET)
        .replace("ANNOTATION", ANNOTATION)
        .replace("ADDRESS", ADDRESS)
        .replace("OFFLINE", OFFLINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: vllm/vllm-openai, args: [--model, /m, $(X)], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, $(X)], env: [SECRET]",
        "image: vllm/vllm-openai, args: [--model, /m, $(X)], env: [ANNOTATION]",
        "image: vllm/vllm-openai, args: [--model, /m, $(X)], env: [KEY, OFFLINE]",
        "image: vllm/vllm-openai, args: [--model, /m, '$(X)org/evil'], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, --enable-prefix-caching, $(X)], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, --port=8000, $(X)], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, $(X), s3x], env: [KEY, OFFLINE]",
        "image: vllm/vllm-openai, args: [--model, /m, $(X)], envFrom: [{configMapRef: {name: c}}],"
            + " env: [OFFLINE]",
        "image: vllm/vllm-openai, args: [--model, /m, $(P_X)],"
            + " envFrom: [{prefix: P_, secretRef: {name: c}}]",
        "command: [llama-server, -m, /m/a.gguf, $(X), $(X)], env: [KEY]",
        "command: [tritonserver, --model-repository=/m, $(X)], env: [KEY]",
        "command: [python3, -m, sglang.launch_server, --model-path, /m, $(X)], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m $X'], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m ${X}'], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m ${X:-}'], env: [KEY]",
        "command: [vllm, serve, /m, --download-dir, $(X), --tokenizer, org/t], env: [KEY, OFFLINE]",
      })
  void wordThatMayBeAnyOptionIsADownload(String container) {
    assertThat(loaded(named(container)).downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: vllm/vllm-openai, args: [--model, /m, --api-key, $(X)], env: [SECRET]",
        "image: vllm/vllm-openai, args: [--model, /m, --any-option=$(X)], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, --max-model-len, $(X)], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, --node-ip, $(X)], env: [ADDRESS]",
        "image: vllm/vllm-openai, args: [--model, /m, $(UNKNOWN)]",
        "command: [sh, -c, 'exec vllm serve /m --host $X'], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m \"$@\"', sh, --port, '8000'], env: [KEY]",
        "image: proxy, args: [$(X)], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, $(X)], env: [{name: X, value: --enforce-eager}]",
      })
  void valueOfAKnownOptionIsNoDownload(String container) {
    assertThat(loaded(named(container)).downloads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: 'ghcr.io/huggingface/text-embeddings-inference:1', args: [--model-id, org/m],"
            + " env: [OFFLINE]",
        "command: [mistralrs-server, plain, -m, org/m], env: [OFFLINE]",
        "command: [mistralrs-server, run, -m, /m, --lora, org/l]",
        "command: [lmdeploy, serve, api_server, org/m], env: [OFFLINE,"
            + " {name: LMDEPLOY_USE_MODELSCOPE, value: 'True'}]",
        "command: [lmdeploy, serve, api_server, /m, --adapters, a=org/l]",
        "command: [swift, deploy, --model, org/m], env: [OFFLINE]",
        "command: [vllm, serve, /m, --default-mm-loras, '{\"image\": \"org/l\", \"model\": \"org/m\"}']",
        "command: [vllm, serve, /m, --load-format, mx]",
        "command: [python3, -m, vllm.entrypoints.openai.api_server]",
        "command: [python3, -m, tensorrt_llm.commands.serve, org/m]",
        "command: [trtllm-serve, /m, --extra_llm_api_options, /etc/e.yaml]",
        "command: [ovms, --model_path, /m, --draft_source_model, org/d]",
        "image: 'localai/localai:v3', args: ['llama-3.2-1b-instruct:q4_k_m']",
        "command: [llama-server, -m, /m/a.gguf, --spec-draft-hf-repo, org/d]",
        "command: [llama-server, --embd-e5-small-en-default]",
        "args: [--model, /m], env: [{name: NIM_PASSTHROUGH_ARGS, value: --model org/m}]",
        "args: [--model, /m], env: [{name: NIM_MODEL_PATH, value: org/m}]",
        "args: [--model, /m], env: [{name: SM_VLLM_MODEL, value: org/m}]",
        "args: [--model, /m], env: [{name: MODEL_EXPRESS_URL, value: 'http://x'}]",
        "args: [--model, /m, --adapter-id, org/l]",
      })
  void loadBesideTheModelOrInSpiteOfTheSwitchIsADownload(String container) {
    assertThat(loaded(named(container)).downloads()).isNotEmpty();
  }
}
