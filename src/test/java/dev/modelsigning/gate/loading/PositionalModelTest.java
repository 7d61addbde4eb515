// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static dev.modelsigning.gate.loading.ServerOptionsTest.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that take their model as a plain word, wherever it stands and whoever hands it on. */
final class PositionalModelTest {
  private static final String OFFLINE = "env: [{name: HF_HUB_OFFLINE, value: '1'}]";
  private static final String ANOTHER = "env: [{name: MODEL_ID, value: /m}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        // words that a script is given
        "command: [sh, -c, 'exec vllm \"$@\"', --, serve, org/x]",
        "command: [bash, -lc, 'set -euo pipefail; exec vllm \"$@\"', bash, serve, org/x]",
        "command: [sh, -c, 'exec lmdeploy serve \"$@\"', --, api_server, org/x]",
        "command: [sh, -c, 'exec sglang \"$@\"', --, serve, org/x]",
        "command: [sh, -c, 'exec \"$@\"', --, vllm, serve, org/x]",
        "command: [sh, -c, 'exec vllm serve \"$1\"', --, org/x]",
        "command: [sh, -c, 'exec $0 serve org/x', vllm]",
        "command: [sh, -c, 'exec $1 serve ${2}', --, vllm, org/x]",
        "command: [sh, -c, 'if a; then exec vllm \"$@\"; else exec vllm \"$@\"; fi', --, serve, org/x]",
        // other words than the script was given
        "command: [sh, -c, 'set -- serve org/x; exec vllm \"$@\"']",
        "command: [sh, -c, 'set serve org/x; exec vllm $*']",
        "command: [sh, -c, 'shift; exec vllm \"$@\"', --, a, serve, org/x]",
        "command: [sh, -c, 'run() { vllm \"$@\"; }; run serve org/x']",
        "command: [sh, -c, 'sh -c \"vllm \\$@\" -- serve org/x']",
        "command: [sh, -c, 'echo serve org/x | xargs vllm']",
        "command: [sh, -c, 'echo org/x | xargs -n 1 vllm serve']",
        "command: [sh, -c, 'printf \"vllm serve org/x\" | sh']",
        "command: [sh, -c, 'echo \"vllm serve org/x\" | /bin/bash -s']",
        // commands by other names
        "command: [sh, -c, '$(which vllm) serve org/x']",
        "command: [sh, -c, '`which vllm` serve org/x']",
        "command: [sh, -c, '$V serve org/x'], env: [{name: V, value: vllm}]",
        // behind switches
        "command: [vllm, serve, --enforce-eager, gpt2]",
        "command: [vllm, serve, --enable-prefix-caching, gpt2], " + ANOTHER,
        "command: [vllm, serve, --enable-chunked-prefill, 'True', gpt2]",
        "command: [vllm, serve, --unknown, gpt2], " + ANOTHER,
        "command: [vllm, serve, --port, '8000', --, gpt2], " + ANOTHER,
        "command: [vllm, serve, --port, '8000'], " + ANOTHER,
        "command: [lmdeploy, serve, api_server, --eager-mode, internlm2]",
        "command: [sh, -c, 'vllm serve /m; vllm serve --enforce-eager gpt2']",
        "command: [sh, -c, 'vllm serve /m; vllm serve --port 8000']",
        "image: 'vllm/vllm-openai:v1', args: [--model, /m, --enforce-eager, org/x]",
        // in what a shell runs on the way
        "command: [sh, -c, 'echo $(vllm serve org/x)']",
        "command: [sh, -c, 'echo \"$(vllm serve org/x)\"']",
        "command: [sh, -c, 'echo \"`vllm serve org/x`\"']",
        "command: [sh, -c, 'A=$(vllm serve org/x)']",
        "command: [sh, -c, 'grep x $(vllm serve org/x)']",
        "command: [sh, -c, 'grep x $(sh -c \"vllm serve org/x\")']",
        "command: [sh, -c, 'grep \"$(vllm serve org/x)\" /f']",
        "command: [sh, -c, 'grep x /f && vllm serve org/x']",
        "command: [sh, -c, 'pgrep x; exec vllm serve org/x']",
        "command: [start, '--command=vllm serve --port 80 # org/x']",
        // defaults
        "command: [python3, -m, dynamo.vllm]",
        "command: [text-generation-launcher, --port, '8080']",
        "command: [text-embeddings-router, --port, '8080']",
        "command: [python3, -m, vllm.entrypoints.api_server]",
        "command: [vllm, run-batch, -i, /in.jsonl, -o, /tmp/o]",
        "image: 'michaelf34/infinity:0.0.77', args: [v2, --port, '7997']",
      })
  void downloadIsFound(String container) {
    assertThat(loaded(container).downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [vllm, serve, --enforce-eager, /x], " + OFFLINE,
        "command: [vllm, serve, --unknown, /x], " + OFFLINE,
        "command: [vllm, serve, --port, '8000', --, /x], " + ANOTHER,
        "command: [trtllm-serve, --trust_remote_code, /x], " + OFFLINE,
        "command: [sh, -c, 'curl a && vllm serve --enforce-eager /x'], " + OFFLINE,
        "image: 'vllm/vllm-openai:v1', args: [--enforce-eager, /x], " + OFFLINE,
        "image: 'vllm/vllm-openai:v1', args: [--model, /m, --enforce-eager, /x]",
      })
  void pathIsTheModel(String container) {
    assertThat(loaded(container).models()).contains("/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [sh, -c, 'exec vllm \"$@\"', --, serve, /m]",
        "command: [sh, -c, 'exec \"$@\"', --, vllm, serve, /m]",
        "command: [sh, -c, 'set -eu; exec vllm serve \"$@\"', --, /m, --port, '8000']",
        "command: [sh, -c, 'M=/m; exec vllm serve /m \"$@\"', --, --port, '8000']",
        "command: [sh, -c, 'exec vllm serve \"$1\"', --, /m]",
        "command: [sh, -c, 'echo \"vllm serve org/x\" >&2; exec vllm serve /m']",
        "command: [sh, -c, 'echo a | xargs -n 1 mkdir -p; vllm serve /m']",
        "command: [sh, -c, '${PYTHON:-python3} -m vllm.entrypoints.openai.api_server --model /m']",
        "command: [vllm, serve, --enable-chunked-prefill, 'True', /m]",
        "command: [vllm, serve, --enforce-eager, /m, --port, '8000']",
        "command: [llama-server, -c, '4096', --jinja, --flash-attn, 'on', --no-mmap, -m, /m/a.gguf]",
        "command: [llama-server, -c, '4096'], env: [{name: LLAMA_ARG_MODEL, value: /m/a.gguf}]",
        "command: [vllm, serve, --unknown, value, --model, /m]",
        "command: [text-generation-launcher, --port, '8080'], " + ANOTHER,
        "command: [python3, -m, dynamo.vllm, --model, /m]",
        "image: 'michaelf34/infinity:0.0.77', args: [v2, --model-id, /m, --port, '7997']",
        "command: [mlserver, start, /m]",
        "image: 'vllm/vllm-openai:v1', args: [--model, /m, --disable-access-log-for-endpoints, /health]",
        "image: 'djl-serving:0.32.0-lmi', args: [serve], env: [{name: HF_MODEL_ID, value: /m}]",
        "command: [lmdeploy, serve api_server]",
        // servers that are only mentioned
        "args: [--model, /m], lifecycle: {preStop: {exec: {command: [sh, -c, 'pkill -f \"vllm serve\"']}}}",
        "args: [--model, /m], lifecycle: {preStop: {exec: {command:"
            + " [sh, -c, 'pkill -TERM -f \"vllm serve\"; sleep 30']}}}",
        "command: [vllm, serve, /m], livenessProbe: {exec: {command: [pgrep, -f, vllm serve]}}",
        "args: [/m], livenessProbe: {exec: {command: [pgrep, -f, vllm.entrypoints.openai.api_server]}}",
        "args: [/m], livenessProbe: {exec: {command: [sh, -c, 'ps aux | grep \"vllm serve\" | grep -v grep']}}",
        "image: busybox, command: [sh, -c, 'echo \"vllm serve\"']",
        "command: [bash, -c, 'which trtllm-serve; vllm serve --help; exec trtllm-serve /m']",
        "command: [bash, -c, \"log() { echo $*; }\\nlog 'Starting vllm serve'\\nexec vllm serve /m\"]",
        "command: [bash, -c, 'echo \"vllm serve\"; exec vllm serve /m']",
        "command: [bash, -c, 'echo \"Starting vllm serve on $(hostname)\"; exec vllm serve /m']",
      })
  void localModelIsNoDownload(String container) {
    assertThat(loaded(container).downloads()).isEmpty();
  }

  /** As many references as words: each is replaced by all arguments. */
  @Test
  void scriptThatRefersToItsArgumentsManyTimesIsReadToAnEnd() {
    String script =
        IntStream.range(0, 20_000).mapToObj(i -> "\"$@\" $1").collect(Collectors.joining(" "));
    String words =
        IntStream.range(0, 8_000).mapToObj(i -> "w" + i).collect(Collectors.joining(", "));
    assertThat(loaded("command: [sh, -c, '" + script + "', sh, " + words + "]").downloads())
        .isEqualTo(List.of("the command line has more words than are read"));
  }
}
