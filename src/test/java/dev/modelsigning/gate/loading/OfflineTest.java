// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code HF_HUB_OFFLINE} counts where no command may take it back. */
final class OfflineTest {
  private static LoadedModels loaded(String command, String variables) {
    return ServerOptionsTest.loaded(
        "command: " + command + ", env: [{name: HF_HUB_OFFLINE, value: '1'}" + variables + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[setpriv, --reset-env, python3, -m, vllm.entrypoints.openai.api_server, --model, org/m]",
        "[timeout, 9d, env, -i, PATH=/bin, vllm, serve, org/m]",
        "[nice, -n, '5', env, -i, vllm, serve, org/m]",
        "[busybox, env, -i, vllm, serve, org/m]",
        "[xargs, -n1, env, -i, vllm, serve, org/m]",
        "[/usr/bin/env, '-', vllm, serve, org/m]",
        "[env, 'HF_HUB_OFF${X}LINE=0', vllm, serve, org/m]",
        "[any, --clear-env, vllm, serve, org/m]",
        "[uv, run, --env-file, /f, vllm, serve, org/m]",
        "[timeout, 9d, envdir, /d, vllm, serve, org/m]",
        "[bash, -c, 'unset ${!HF_*}; exec vllm serve org/m']",
        "[bash, -c, 'a=OFFLINE; unset HF_HUB_$a; exec vllm serve org/m']",
        "[bash, -c, 'unset HF_HUB_{OFFLINE,X}; exec vllm serve org/m']",
        "[bash, -c, 'export HF_HUB_OFF${x}LINE=0; exec vllm serve org/m']",
        "[bash, -c, 'printf -v HF_HUB_OFF${x}LINE 0; exec vllm serve org/m']",
        "[bash, -c, 'export $(cat /f); exec vllm serve org/m']",
        "[bash, -c, 'read HF_HUB_OFF`echo`LINE </f; exec vllm serve org/m']",
        "[bash, -c, 'eval HF_HUB_${a}=0 vllm serve org/m']",
        "[bash, -c, '$E -i vllm serve org/m']",
        "[bash, -c, '$(echo env -i) vllm serve org/m']",
        "[bash, -c, 'vllm serve {org/m,}']",
        "[bash, -c, 'vllm serve {/m,/n}']",
        "[bash, -c, 'vllm serve /m*/n']",
        "[bash, -c, 'llama-server -m /[m]/a']",
        "[python3, -m, sglang.launch_server, --model-path, 'org/?']",
      })
  void switchThatACommandMayTakeBackCountsForNothing(String command) {
    assertThat(loaded(command, "").downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[bash, -c, '$E $O vllm serve org/m']",
        "[bash, -c, '$C vllm serve org/m']",
        "[bash, -c, 'eval $U; vllm serve org/m']"
      })
  void switchThatAVariableMayTakeBackCountsForNothing(String command) {
    String variables =
        ", {name: E, value: env}, {name: O, value: -i}, {name: C, value: env -i},"
            + " {name: U, value: 'unset ${!HF_*}'}";
    assertThat(loaded(command, variables).downloads()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[vllm, serve, org/m]",
        "[env, X=1, vllm, serve, org/m]",
        "[timeout, 9d, nice, -n, '5', vllm, serve, org/m]",
        "[/opt/venv/bin/python, -m, vllm.entrypoints.openai.api_server, --model, org/env-m]",
        "[sh, -c, 'set -e; export X=1; exec vllm serve org/m --port ${PORT:=8000}']",
        "[sh, -c, 'R=$(( ${I:-0} * 2 )); exec vllm serve org/m --node-rank $R']",
        "[sh, -c, '[ -n \"$A\" ] && echo $A=1; exec vllm serve org/m']",
        "[sh, -c, 'echo \"unset $A\"; exec vllm serve org/m']",
        "[sh, -c, 'curl -sf \"http://etcd:2379/health?a=true\"; exec vllm serve org/m']",
        "[bash, -c, 'declare -A idx; idx[${h}]=1; exec vllm serve org/m']",
      })
  void switchThatNoCommandTakesBackCounts(String command) {
    assertThat(loaded(command, "").downloads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[vllm, serve, org/m, --data-parallel-address, $(IP)]",
        "[vllm, serve, org/m, --host=$(IP)]",
        "[vllm, serve, org/m, --api-key, $(KEY)]",
        "[sh, -c, 'exec vllm serve org/m --api-key \"$KEY\"']",
        "[sh, -c, 'echo $IP; exec vllm serve org/m --trust-remote-code']",
        "[sh, -c, 'PORT=$((PORT+1)); exec vllm serve org/m --port $PORT']",
        "[sh, -c, 'exec vllm serve org/m --max-num-seqs $CPUS']",
      })
  void valueThatThePodDoesNotHaveTakesNothingBack(String command) {
    String variables =
        ", {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}"
            + ", {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}"
            + ", {name: CPUS, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}"
            + ", {name: PORT, value: '8000'}";
    assertThat(loaded(command, variables).downloads()).isEmpty();
  }

  @Test
  void refusalSaysWhyTheSwitchDoesNotCount() {
    assertThat(loaded("[env, -i, vllm, serve, org/m]", "").downloads())
        .singleElement()
        .asString()
        .contains("names 'org/m'", "a command in the container may take it back");
    assertThat(loaded("[text-embeddings-router, --model-id, org/m]", "").downloads())
        .singleElement()
        .asString()
        .contains("this server loads by name whatever HF_HUB_OFFLINE says");
  }
}
