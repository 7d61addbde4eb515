// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static dev.modelsigning.gate.loading.ServerOptionsTest.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of models under whatever name, and servers that have options of their own. */
final class StoredModelsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        // whatever the option of a known server is called
        "command: [torchserve, --start, --model-store, /m, --models, 'd=https://e/d.mar']",
        "image: 'pytorch/torchserve:0.12', env: [{name: TS_LOAD_MODELS, value: 'https://e/x.mar'}]",
        "image: 'tensorflow/serving:2', args: ['--model_base_path=s3://b/m']",
        "image: 'registry.example/tensorflow/serving@sha256:00', args: ['--x=gs://b/m']",
        "image: 'openvino/model_server:2', args: [--model_path, 's3://b/m']",
        "image: 'openvino/model_server:2', args: [--source_model, OpenVINO/Phi-3]",
        "image: 'openvino/model_server:2', args: [--config_path, /etc/c.json]",
        "image: localai/localai, env: [{name: PRELOAD_MODELS, value: '[{\"url\":"
            + " \"hf://org/x\"}]'}]",
        "image: localai/localai, args: [run, 'huggingface://org/x']",
        "image: 'r/djl-serving', env: [{name: SERVING_LOAD_MODELS, value: 'a::Python=x'}]",
        "image: 'r/djl-serving', args: [-m, 'a::PyTorch=djl://org/x']",
        "command: [mlserver, start, 's3://b/m']",
        "command: [sh, -c, 'aws s3 cp s3://b/m /tmp/m; exec vllm serve /m']",
        "command: [sh, -c, 'git clone https://huggingface.co/org/x /tmp/m; vllm serve /m']",
        "command: [sh, -c, 'FROM=gs://b/x; gsutil cp $FROM /tmp; vllm serve /m']",
        "image: 'r/vllm-openai', args: [/m], lifecycle: {postStart: {exec: {command: [get,"
            + " 's3://b/m']}}}",
        // defaults and run time
        "image: 'ghcr.io/huggingface/text-embeddings-inference:1.8'",
        "command: [xinference-local, -H, 0.0.0.0]",
        "image: 'michaelf34/infinity:1', args: [v2], env: [{name: INFINITY_MODEL_ID, value: a/b}]",
        // whatever runs
        "command: [python, app.py, --checkpoint, 's3://b/x']",
        "command: [python, app.py, '--base_model_weights=gs://b/x']",
        "command: [python, app.py], env: [{name: BASE_MODEL, value: 'https://hf.co/org/x'}]",
        "command: [python, app.py, 'https://e/x.safetensors?download=true']",
        "command: [sh, -c, 'wget https://e/X.GGUF && python app.py']",
        "command: [python, app.py], env: [{name: SOURCE, value: 'https://e/x.onnx'}]",
        "command: [python, app.py, --port, '8000', 'https://e/x.onnx']",
        "command: [app, '-uhttps://e/m.gguf']",
        "command: [app, '-uhttps://e/m.gguf?a=b']",
      })
  void downloadIsFound(String container) {
    assertThat(loaded(container).downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: grafana/loki, args: [--storage, 's3://logs/x'], env: [{name: BUCKET, value:"
            + " 'gs://b'}]",
        "command: [litestream, replicate, /db, 's3://backup/db']",
        "command: [vllm, serve, /m, --otlp-traces-endpoint, 'grpc://otel:4317']",
        "command: [vllm, serve, /m, --served-model-name, 'hf://org/x']",
        "command: [vllm, serve, /m], env: [{name: HF_ENDPOINT, value: 'https://huggingface.co'}]",
        "command: [vllm, serve, /m], env: [{name: HF_ENDPOINT, value: 'https://huggingface.co/'}]",
        "command: [vllm, serve, 'file:///m/a.gguf']",
        "command: [ui], env: [{name: DOCS, value: 'https://huggingface.co/docs/hub'}]",
        "command: [ui], env: [{name: MODEL_URL, value: 'http://vllm:8000/v1'}]",
        "command: [ui], env: [{name: SITE, value: 'https://example.pt'}]",
        "image: 'pytorch/torchserve:0.12', args: [torchserve, --model-store=/m, --ts-config=/m/c]",
      })
  void whatIsNoModelIsNoDownload(String container) {
    assertThat(loaded(container).downloads()).isEmpty();
  }

  @Test
  void imageThatFillsItsDirectoryLoadsFromThere() {
    String nim = "image: 'nvcr.io/nim/meta/llama:1'";
    assertThat(loaded(nim).models()).containsExactly("/opt/nim/.cache");
    assertThat(loaded(nim + ", env: [{name: NIM_CACHE_PATH, value: /m}]").models())
        .containsExactly("/m");
    assertThat(loaded(nim + ", env: [{name: NIM_MODEL_NAME, value: /n}]").models())
        .containsExactly("/n");
    assertThat(
            loaded(nim + ", env: [{name: NIM_CACHE_PATH, valueFrom: {fieldRef: {fieldPath: x}}}]")
                .downloads())
        .isNotEmpty();
    assertThat(loaded("image: 'nvcr.io/k8s-nim-operator:1'").models()).isEmpty();
    assertThat(loaded(nim + ", command: [sleep]").models()).isEmpty();
  }

  @Test
  void pathThatEndsLikeAModelFileIsAModelPath() {
    assertThat(
            loaded(
                    "command: [python, app.py, --net=/etc/c/a.onnx, /x/B.GGUF, model=/y/c.pt,"
                        + " /z/d], env: [{name: NET, value: /e/n.safetensors}]")
                .files())
        .containsExactly("/etc/c/a.onnx", "/x/B.GGUF", "/y/c.pt", "/e/n.safetensors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [convert, --output=/scratch/o.onnx, -o, /scratch/o.gguf]",
        "command: [sh, -c, '/scripts/start.sh /models']",
        "command: [app], env: [{name: RUN, value: '/opt/run.sh /m/x.gguf'}]",
      })
  void whatIsWrittenAndWhatIsAScriptIsNoModelFile(String container) {
    assertThat(loaded(container).files()).isEmpty();
  }

  @Test
  void pathInAScriptIsOneOfItsWords() {
    assertThat(loaded("command: [sh, -c, '/scripts/start.sh /models/x.gguf']").files())
        .containsExactly("/models/x.gguf");
  }

  @Test
  void whatStandsBeforeAHostAndAfterAPathIsToldToNobody() {
    assertThat(
            loaded(
                    "command: [app], env: [{name: SRC, value:"
                        + " 'https://user:TOKEN@e/x.gguf?sig=SECRET'}]")
                .downloads())
        .containsExactly("variable SRC names 'https://e/x.gguf'");
  }

  @Test
  void longOptionBeforeManyWordsIsReadOnce() {
    String words = ", x".repeat(1_000);
    assertThat(loaded("args: ['-" + "a".repeat(500_000) + "_'" + words + "]"))
        .isEqualTo(LoadedModels.NONE);
  }

  @Test
  void moreNamedPathsThanAreComparedCountAsADownload() {
    StringBuilder most = new StringBuilder("args: [--model, /m");
    for (int i = 1; i < LoadedModels.COMPARED; i++) {
      most.append(", --tokenizer, /m").append(i);
    }
    assertThat(loaded(most + ", --tokenizer, /m]").downloads()).isEmpty();
    assertThat(loaded(most + ", --tokenizer, /other]").downloads()).hasSize(1);
    String relative = most.toString().replace("/m", "./m");
    assertThat(loaded(relative + ", --tokenizer, ./other]").downloads()).hasSize(1);
  }

  @Test
  void urlIsToldOnce() {
    assertThat(
            loaded(
                    "image: 'ghcr.io/ggml-org/llama.cpp:server', args: [-mu, 'https://e/a.gguf'],"
                        + " env: [{name: LLAMA_ARG_MODEL_URL, value: 'https://e/a.gguf'}]")
                .downloads())
        .containsExactly("argument '-mu' names 'https://e/a.gguf'");
  }

  @Test
  void longTextsOfUrlsAreReadInOnePass() {
    String urls = "x".repeat(500_000) + "a://".repeat(100_000);
    assertThat(loaded("command: [python, app.py], env: [{name: T, value: '" + urls + "'}]"))
        .isEqualTo(LoadedModels.NONE);
  }
}
