// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static dev.modelsigning.gate.loading.ServerOptionsTest.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private static Container container(String fields) {
    return new KubernetesSerialization().unmarshal("---\n{" + fields + "}", Container.class);
  }

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
        "command: [llama-server, -m, /m/a.gguf, --flash-attn, $(X)], env: [KEY]",
        "command: [tritonserver, --model-repository=/m, $(X)], env: [KEY]",
        "command: [python3, -m, sglang.launch_server, --model-path, /m, $(X)], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m $X'], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m ${X}'], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m ${X:-}'], env: [KEY]",
        "command: [vllm, serve, /m, --download-dir, $(X), --tokenizer, org/t], env: [KEY, OFFLINE]",
        // the name of an option
        "image: vllm/vllm-openai, args: [--model, /m, --$(X)], env: [KEY, OFFLINE]",
        "image: vllm/vllm-openai, args: [--model, /m, -$(X)], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, --mod$(X)=org/m], env: [KEY]",
        "image: vllm/vllm-openai, args: [--model, /m, --$(X), org/m], env: [ADDRESS]",
        "command: [sh, -c, 'exec vllm serve /m --$X'], env: [KEY]",
        // names of variables that Kubernetes allows
        "image: vllm/vllm-openai, args: [--model, /m, $(A+B)], env: [{name: A+B, value: --model=o/m}]",
        "image: vllm/vllm-openai, args: [$(A B), o/m], env: [{name: A B, value: --model}]",
        // scripts
        "command: [sh, -c, 'exec vllm serve /m $A$X'], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m ${A:-$X}'], env: [KEY]",
        "command: [sh, -c, 'exec vllm serve /m ${!X}'], env: [KEY]",
        "command: [sh, -c, 'A=$X; exec vllm serve /m $A'], env: [KEY]",
        "command: [sh, -c, 'A=\"$X \"; exec vllm serve /m $A'], env: [KEY]",
        "command: [sh, -c, 'A=$X; exec vllm serve $A'], env: [KEY, {name: A, value: /m}]",
        "command: [sh, -c, 'A=org/m; exec vllm serve $A'], env: [{name: A, value: /m}]",
        "command: [sh, -c, 'false && X=1; exec vllm serve /m $X'], env: [KEY]",
        "command: [sh, -c, 'false && R=1; exec vllm serve /m $R'], envFrom: [{configMapRef: {name: c}}],"
            + " env: [OFFLINE]",
        "image: vllm/vllm-openai, args: [--model, /m, --api-key, R=1, $(R)], env: [OFFLINE],"
            + " envFrom: [{configMapRef: {name: c}}]",
        "command: [sh, -c, 'exec vllm serve /m $(cat /etc/args)']",
        "command: [sh, -c, 'exec vllm serve /m `cat /etc/args`']",
        // variables that switch off nothing
        "image: 'ghcr.io/ggml-org/llama.cpp:server', args: [-m, /m/a.gguf], env: [OFFLINE],"
            + " envFrom: [{configMapRef: {name: c}}]",
        "image: vllm/vllm-openai, args: [--model, org/m], env: [OFFLINE],"
            + " envFrom: [{configMapRef: {name: c}}]",
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
        "image: vllm/vllm-openai, args: [--model, /m, --hf-token, $(X)], env: [SECRET]",
        "image: vllm/vllm-openai, args: [--model, /m], env: [OFFLINE], envFrom: [{secretRef: {name: c}}]",
        "command: [sh, -c, 'if [ -n \"$X\" ]; then echo $X; fi; exec vllm serve /m'], env: [SECRET]",
        "command: [sh, -c, 'ray start --password $X; exec vllm serve /m'], env: [SECRET]",
        "command: [sh, -c, 'R=$(( ${I:-0} * 2 )); exec vllm serve /m --node-rank $R'],"
            + " env: [OFFLINE], envFrom: [{secretRef: {name: c}}]",
        "command: [sh, -c, 'P=1; exec vllm serve /m --any $P'], env: [{name: P, value: '0'}]",
        "command: [sh, -c, 'exec vllm serve /m --node-ip $(hostname -i)']",
        "command: [sh, -c, 'exec vllm serve /m --load-format $F'], env: [{name: F, value: auto}]",
        // options of other programs that begin like one of a server
        "command: [python, serve.py, --checkpoint, /m/model.pt]",
        "command: [nginx-config, --check]",
        "command: [gunicorn, -w, '4', --preload, 'app:app']",
        "command: [exporter, --adapter=prometheus]",
        "command: [exporter, --adapters, 'prometheus,statsd']",
        "command: [swift, deploy, --model, /m, --infer_backend, vllm]",
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
        "command: [exporter, --adapters, a=org/l]",
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

  @Test
  void containersThatAreAlikeButForTheirVariablesAreReadApart() {
    String written = "name: %s, image: vllm/vllm-openai, args: [--model, /m, $(X)], env: [%s]";
    List<LoadedModels> loaded =
        List.copyOf(
            new ReadPod(
                    List.of(
                        container(written.formatted("first", ADDRESS)),
                        container(written.formatted("second", KEY))))
                .by(Catalog.SHIPPED)
                .values());

    assertThat(loaded.getFirst().downloads()).isEmpty();
    assertThat(loaded.getLast().downloads()).isNotEmpty();
  }

  /** Text for which each reading takes minutes, if what is found is compared with all before it. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manyPathsOutOfFewVariablesAreReadInLinearTime() {
    String paths = "-m /a ".repeat(800) + "/b.gguf ".repeat(700);
    String script = "$S ".repeat(80);
    assertThat(
            loaded(
                    "command: [sh, -c, '%s'], env: [{name: S, value: '%s'}]"
                        .formatted(script, paths))
                .downloads())
        .isNotEmpty();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void referencesThatAreNeverClosedAreReadOnce() {
    for (String open : List.of("$(", "$(a", "$", "${", "$((", "$a(")) {
      assertThat(loaded("args: ['%s', ')']".formatted(open.repeat(500_000)))).isNotNull();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void referencesAreNotComparedWithEachPrefixOfOthers() {
    String prefixes =
        IntStream.range(0, 8_000)
            .mapToObj(i -> "{prefix: P%d, configMapRef: {name: c}}".formatted(i))
            .collect(Collectors.joining(", "));
    assertThat(
            loaded(
                "command: [sh, -c, 'vllm serve %s'], envFrom: [%s]"
                    .formatted("$a".repeat(400_000), prefixes)))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "P_, P_X, true",
    "P_, P_, true",
    "P_, P, false",
    "P_, Q, false",
    "'', X, true",
    "P_A, P_X, false",
    "P_A, P_AB, true",
  })
  void variableMayComeFromTheSourceWhosePrefixItBeginsWith(
      String prefix, String name, boolean comes) {
    String others = "{prefix: P_M, secretRef: {name: c}}, {prefix: P_MORE, secretRef: {name: c}}";
    Environment environment =
        Environment.of(
            container(
                "envFrom: [%s, {prefix: '%s', secretRef: {name: c}}]".formatted(others, prefix)));

    assertThat(environment.mayComeFromElsewhere(name)).isEqualTo(comes);
    assertThat(environment.mayComeFromElsewhere("P_MODEL")).isTrue();
    assertThat(environment.mayComeFromElsewhere("P_MO")).isTrue();
  }

  @Test
  void messageNamesTheVariable() {
    assertThat(
            loaded(named("image: vllm/vllm-openai, args: [--model, /m, $(X)], env: [KEY]"))
                .downloads())
        .singleElement()
        .asString()
        .contains("'$(from-elsewhere:X)' may be any option");
  }
}
