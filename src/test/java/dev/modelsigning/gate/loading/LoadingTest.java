// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadingTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static LoadedModels loaded(String container) {
    return new Loading(Catalog.SHIPPED).of(container(container));
  }

  private static Container container(String fields) {
    return YAML.unmarshal("---\n{name: server, " + fields + "}", Container.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // vLLM
        "command: [vllm, serve, meta-llama/Llama-3-8B]",
        "command: [/opt/venv/bin/vllm, serve, 's3://bucket/llama', --load-format, runai_streamer]",
        "command: [vllm, serve, --port, '8000', meta-llama/Llama-3-8B]",
        "command: [vllm, serve, --enable-prefix-caching, meta-llama/Llama-3-8B]",
        "command: [vllm, serve]",
        "command: [python3, -m, vllm.entrypoints.openai.api_server, --model=gpt2]",
        "args: [--model, org/name]",
        "args: [--model, /mnt/models, --tokenizer, org/name]",
        "args: [--model, /mnt/models, --speculative-config, '{\"model\": \"org/draft\"}']",
        "args: [--model, /mnt/models, --speculative-config.model, org/draft]",
        "args: [--model, /mnt/models, --lora-modules, sql=org/lora, a=/mnt/models/a]",
        "args: [--model, /mnt/models, --lora-modules, 'a=/mnt/models/a', 'sql=org/lora']",
        "args: [--model, /mnt/models, --trust-remote-code]",
        "args: [--model, /mnt/models], env: [{name: VLLM_ALLOW_RUNTIME_LORA_UPDATING, value: 'True'}]",
        "args: [--model, /mnt/models], env: [{name: VLLM_USE_MODELSCOPE, value: '1'}]",
        "image: vllm/vllm-openai, args: [org/name]",
        "image: vllm/vllm-openai, args: [serve, org/name]",
        "command: [vllm, serve, /m], env: [{name: VLLM_ADDITIONAL_ARGS, value: '--tokenizer org/t'}]",
        "command: [vllm, serve, /m, --config, /etc/vllm.yaml]",
        // scripts and variables
        "command: [bash, -c, 'ls; exec vllm serve \"org/name\" --port 8000']",
        "command: [bash, -c, 'vllm serve $@', --], args: [org/name]",
        "command: [sh, -c, 'vllm serve $MODEL'], env: [{name: MODEL, value: org/name}]",
        "command: [sh, -c, 'vllm serve ${MODEL}']",
        "command: [sh, -c, 'MODEL=x/y; vllm serve ${MODEL}'], env: [{name: MODEL, value: /m}]",
        "args: ['--model=$(MODEL)'], env: [{name: MODEL, value: org/name}]",
        "args: ['--model=$(MODEL)'], env: [{name: MODEL, valueFrom: {configMapKeyRef: {name: c, key: k}}}]",
        "args: ['--model=$(MODEL)'], envFrom: [{configMapRef: {name: c}}]",
        "command: [bash, -c, 'eval \"exec vllm serve org/name --port 8000 ${VLLM_EXTRA_ARGS}\"']",
        "command: [bash, -c, 'exec nice bash -lc \"vllm serve org/name\"']",
        "command: [bash, -c, 'eval \"vllm serve $@\"', --], args: [org/name]",
        "command: [sh, -c, 'vllm serve /m $EXTRA'], env: [{name: EXTRA, value: --tokenizer org/t}]",
        // SGLang
        "command: [python3, -m, sglang.launch_server, --model-path, org/name]",
        "command: [python3, -m, sglang.launch_server, --model-pa, org/name]",
        "command: [python3, -m, sglang.launch_server, --model_path=org/name]",
        // TGI
        "args: [--model-id, org/name]",
        "env: [{name: MODEL_ID, value: org/name}]",
        "env: [{name: MODEL_ID, value: /m}, {name: LORA_ADAPTERS, value: 'a=/m/a,org/b'}]",
        "env: [{name: MODEL_ID, valueFrom: {secretKeyRef: {name: c, key: k}}}]",
        "image: ghcr.io/huggingface/text-generation-inference:3, envFrom: [{configMapRef: {name: c}}]",
        // Triton
        "command: [tritonserver, '--model-repository=s3://bucket/models']",
        "command: [tritonserver, --model-repository=/models, --model-control-mode=explicit]",
        "command: [tritonserver, --model-repository=/models, --model-control-mode, poll]",
        // Ollama
        "command: [ollama, serve]",
        "image: ollama/ollama:0.9",
        "command: [/bin/server], lifecycle: {postStart: {exec: {command: [ollama, pull, llama3]}}}",
        "command: [/bin/server], lifecycle: {preStop: {exec: {command: [vllm, serve, org/name]}}}",
        "command: [/bin/server], startupProbe: {exec: {command: [ollama, pull, llama3]}}",
        "command: [/bin/server], livenessProbe: {exec: {command: [sh, -c, 'ollama pull llama3']}}",
        "command: [/bin/server], readinessProbe: {exec: {command: [huggingface-cli, download, a/b]}}",
        // KServe, NIM, llama.cpp
        "args: [--model_name=llama, --model_id=org/name]",
        "env: [{name: NIM_MODEL_NAME, value: 'hf://org/name'}]",
        "args: [-hf, org/name-GGUF]",
        "args: [--model-url, 'https://example.com/model.gguf']",
        "env: [{name: LLAMA_ARG_HF_REPO, value: org/name}]",
      })
  void downloadIsFound(String container) {
    assertThat(loaded(container).downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [vllm, serve, /mnt/models, --served-model-name, org/name, --port, '8000']",
        "command: [vllm, serve, --served-model-name, org/name, other/name, --model, /mnt/models]",
        "command: [vllm, serve, --port, '8000', /mnt/models]",
        "command: [vllm, serve, 'file:///mnt/models']",
        "command: [bash, -c, 'exec vllm serve /mnt/models --port 8000 ${VLLM_ADDITIONAL_ARGS} $@']",
        "command: [vllm, serve, org/name], env: [{name: HF_HUB_OFFLINE, value: '1'}]",
        "command: [vllm, serve, /m, --trust-remote-code], env: [{name: HF_HUB_OFFLINE, value: 'true'}]",
        "args: ['--model=$(MODEL)'], env: [{name: MODEL, value: /mnt/models}]",
        "command: [sh, -c, 'vllm serve $MODEL'], env: [{name: MODEL, value: /m}]",
        "args: [--model, /mnt/models, --lora-modules, sql=/mnt/lora]",
        "args: [--model-id, /data], env: [{name: HF_TOKEN, valueFrom: {secretKeyRef: {name: s, key: k}}}]",
        "command: [tritonserver, --model-repository=/models, --model-control-mode=none]",
        "args: [--model_name=llama, --model_dir=/mnt/models]",
        "args: [-m, /models/model.gguf]",
        "command: [python, -m, http.server]",
        "command: [nginx, -c, /etc/nginx/nginx.conf, --config, x]",
        "image: registry.example/minimal, envFrom: [{configMapRef: {name: c}}]",
        "image: vllm, args: [--model, /m], envFrom: [{secretRef: {name: c}}], env: [{name: HF_HUB_OFFLINE, value: '1'}]",
        "command: [/app/proxy, --upstream, 'http://ollama:11434']",
        "command: [sleep, infinity]",
        "command: [sh, -c, 'echo \"vllm serve on port 8000\"; exec vllm serve /mnt/models']",
        "command: [sh, -c, 'eval \"vllm serve /m ${VLLM_ADDITIONAL_ARGS} $@\"', --], args: [--port, '1']",
        "args: [--model, /m], readinessProbe: {exec: {command: [sh, -c, 'curl -sf localhost/health']}}",
      })
  void localModelIsNoDownload(String container) {
    assertThat(loaded(container).downloads()).isEmpty();
  }

  @Test
  void commandThatTakesTheHubBackIsNotOffline() {
    assertThat(
            loaded(
                    "command: [sh, -c, 'unset HF_HUB_OFFLINE; vllm serve org/name'],"
                        + " env: [{name: HF_HUB_OFFLINE, value: '1'}]")
                .downloads())
        .isNotEmpty();
    assertThat(
            loaded(
                    "command: [vllm, serve, org/name], env: [{name: HF_HUB_OFFLINE, value: '1'},"
                        + " {name: HF_HUB_OFFLINE, value: '0'}]")
                .downloads())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env: [{name: HF_HUB_OFFLINE, value: ' 1'}]",
        "env: [{name: HF_HUB_OFFLINE, value: \"1\\n\"}]",
        "env: [{name: HF_HUB_OFFLINE, value: '0'}, {name: TRANSFORMERS_OFFLINE, value: '1'}]",
        "env: [{name: HF_HUB_OFFLINE, valueFrom: {configMapKeyRef: {name: c, key: k}}},"
            + " {name: TRANSFORMERS_OFFLINE, value: '1'}]",
        "env: [{name: TRANSFORMERS_OFFLINE, value: '1'}], envFrom: [{configMapRef: {name: c}}]",
      })
  void whatOnlySomeProgramsTakeForOfflineIsNot(String variables) {
    assertThat(loaded("args: [--model, org/name], " + variables).downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[env, -i, vllm, serve, org/name]",
        "[/usr/bin/env, '-', vllm, serve, org/name]",
        "[sudo, vllm, serve, org/name]",
        "[bash, -c, 'cd /; exec -c vllm serve org/name']",
      })
  void commandWithoutThePodsVariablesIsNotOffline(String command) {
    assertThat(
            loaded("command: " + command + ", env: [{name: HF_HUB_OFFLINE, value: '1'}]")
                .downloads())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "01", "t", "'True '", "$(ELSEWHERE)"})
  void switchIsOnUnlessItIsKnownToBeOff(String value) {
    String variable = "args: [--model, /m], env: [{name: VLLM_SERVER_DEV_MODE, value: %s}]";
    assertThat(loaded(variable.formatted(value)).downloads()).hasSize(1);
    assertThat(loaded(variable.formatted("'0'")).downloads()).isEmpty();
  }

  @Test
  void offlineDoesNotKeepFromUrls() {
    assertThat(
            loaded(
                    "command: [vllm, serve, 's3://bucket/llama'],"
                        + " env: [{name: HF_HUB_OFFLINE, value: '1'}]")
                .downloads())
        .containsExactly("argument of 'vllm serve' names 's3://bucket/llama'");
  }

  @Test
  void pathsThatAreLoadedAreKnown() {
    LoadedModels named = loaded("args: [--model, /srv/a, --tokenizer=/srv/b, -m, /srv/c]");
    assertThat(named.models()).containsExactly("/srv/a", "/srv/b");
    assertThat(named.others()).containsExactly("/srv/c");
    assertThat(
            loaded(
                    "workingDir: /srv, command: [vllm, serve, org/name],"
                        + " env: [{name: HF_HUB_OFFLINE, value: '1'},"
                        + " {name: HF_HOME, value: /cache}]")
                .others())
        .containsExactly("/srv/org/name", "/cache");
  }

  @Test
  void cacheIsNoModelPathWhereAllModelsAreNamedByPath() {
    LoadedModels named = loaded("args: [--model, /a], env: [{name: HF_HOME, value: /cache}]");
    assertThat(named.models()).containsExactly("/a");
    assertThat(named.others()).isEmpty();
  }

  @Test
  void relativeNameIsUnplacedWhereTheImageDecides() {
    assertThat(loaded("args: [--model, ./weights]").relative()).containsExactly("./weights");
    assertThat(loaded("workingDir: /srv, args: [--model, ./weights]").relative()).isEmpty();
    assertThat(loaded("workingDir: /srv, command: [sh, -c, 'cd /x && vllm serve ./w']").relative())
        .containsExactly("./w");
    assertThat(loaded("workingDir: /srv, command: [env, -C, /x, vllm, serve, ./w]").relative())
        .containsExactly("./w");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | [env, A=b, --chdir=/x, vllm, serve, ./w]",
        "true  | [/usr/bin/env, -i, -C, /x, vllm, serve, ./w]",
        "true  | [sh, -c, 'true; A=b env -C/x vllm serve ./w']",
        "false | [env, vllm, serve, ./w, -C, /x]",
        "false | [vllm, serve, ./w, env, -C, /x]",
        "false | [env, A=b, vllm, serve, ./w]",
      })
  void envMovesWhatItStartsByItsOwnOptionsOnly(boolean moves, String command) {
    assertThat(loaded("workingDir: /srv, command: " + command).relative())
        .isEqualTo(moves ? List.of("./w") : List.of());
  }

  @Test
  void variablesThatMultiplyStayWithinTheBudget() {
    StringBuilder variables = new StringBuilder("{name: A0, value: '" + "x".repeat(1_000) + "'}");
    for (int i = 1; i < 40; i++) {
      variables.append(", {name: A%d, value: '$(A%d)$(A%d)'}".formatted(i, i - 1, i - 1));
    }
    assertThat(loaded("args: ['--model=$(A39)'], env: [" + variables + "]").downloads())
        .containsExactly(
            "argument '--model' names a model by '$(A39)', which the pod does not resolve",
            "variables stand for more text than is read");
  }

  @Test
  void commandLineWithTooManyWordsIsNotRead() {
    assertThat(loaded("command: [sh, -c, '" + "x ".repeat(20_000) + "']").downloads())
        .containsExactly("the command line has more words than are read");
  }

  @Test
  void scriptsThatAreNestedTooDeeplyAreNotRead() {
    String script = "true x";
    for (int i = 0; i < 10; i++) {
      script = "sh -c \"" + script.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
    Container container = container("command: [sh, -c]");
    container.setArgs(List.of(script));
    assertThat(new Loading(Catalog.SHIPPED).of(container).downloads())
        .containsExactly("the command line has more words than are read");
  }

  @Test
  void listsOfDownloadsAreShort() {
    String many = "--lora-modules" + ", org/x".repeat(1_000);
    assertThat(loaded("args: [--model, /m, " + many + "]").downloads()).hasSize(8);
  }

  @Test
  void policiesAddOptionsAndVariables() {
    Catalog catalog =
        Catalog.SHIPPED
            .with(Section.MODEL_OPTIONS, List.of("--base"))
            .with(Section.MODEL_VARIABLES, List.of("BASE"));
    Container container = container("args: [--base, org/a], env: [{name: BASE, value: org/b}]");
    assertThat(new Loading(Catalog.SHIPPED).of(container).downloads()).isEmpty();
    assertThat(new Loading(catalog).of(container).downloads()).hasSize(2);
  }
}
