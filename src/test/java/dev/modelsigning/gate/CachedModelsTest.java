// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is loaded by name without a hub comes from a cache, of which the pod need not tell. */
final class CachedModelsTest {
  private static final String BY_NAME = "args: [--model, org/m] # env: [OFFLINE]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tmp/huggingface",
        "/tmp/huggingface/hub/models--org--m",
        "/.cache",
        "/.cache/huggingface",
        "/home/somebody",
        "/home/somebody/.cache/huggingface/hub",
        "/var/lib/server/.cache",
      })
  void scratchWhereAnImageMayHaveItsCacheIsRefused(String scratch) {
    assertThat(RelativePathsTest.decide(BY_NAME, scratch, "/etc/server")).isDenied();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "command: [env, HF_HOME=/scratch, vllm, serve, org/m] # env: [OFFLINE] | /scratch",
        "command: [sh, -c, 'export HF_HOME=/scratch; vllm serve org/m'] # env: [OFFLINE] | /scratch",
        "command: [sh, -c, 'HOME=/scratch exec vllm serve org/m'] # env: [OFFLINE] | /scratch",
        "command: [sh, -c, 'HF_HOME=$(cat /f) vllm serve org/m'] # env: [OFFLINE] | /scratch",
        "command: [llama-server] # env: [OFFLINE] | /root/.cache/llama.cpp",
        "command: [llama-server] # env: [OFFLINE, {name: XDG_CACHE_HOME, value: /s}] | /s/llama.cpp",
        "command: [llama-server] # env: [OFFLINE, {name: HOME, value: /s}] | /s",
      })
  void scratchThatACommandTakesForItsCacheIsRefused(String container, String scratch) {
    assertThat(RelativePathsTest.decide(container, scratch, "/etc/server")).isDenied();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/scratch", "/dev/shm", "/var/cache/x", "/srv/hub"})
  void scratchThatIsNoCacheIsAdmitted(String scratch) {
    assertThat(RelativePathsTest.decide(BY_NAME, scratch, "/etc/server")).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tmp/huggingface", "/home/somebody"})
  void scratchBesideAModelThatIsNamedByItsPathIsAdmitted(String scratch) {
    assertThat(RelativePathsTest.decide("args: [--model, /mnt/models]", scratch, "/etc/server"))
        .isAllowed();
  }

  /** TensorFlow Serving joins two variables, MLServer and others read a directory of models. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [tensorflow_model_server] # env: [{name: MODEL_BASE_PATH, value: /mnt/models},"
            + " {name: MODEL_NAME, value: ../scratch/m}]",
        "command: [mlserver, start, /mnt/models] # env: [{name: MLSERVER_MODELS_DIR, value: /scratch}]",
        "command: [env, ANY_MODELS_DIR=/scratch, mlserver, start, /mnt/models]",
        "command: [vllm, serve, /mnt/models] # env: [{name: ANY_ADAPTER, value: a=/scratch/l}]",
        "command: [djl-serving, -m, /mnt/models] # env: [{name: SERVING_MODEL_STORE, value: /scratch}]",
        "command: [python3, -m, sglang.launch_server, --model-path, /mnt/models,"
            + " --kt-weight-path, /scratch/m]",
        "command: [vllm, serve, /mnt/models, --any-checkpoint, /scratch/m]",
        "command: [vllm, serve, /mnt/models] # env: [{name: ANY_ADAPTER_DIR, value: /scratch}]",
        "command: [vllm, serve, /mnt/models, --hf-overrides, '{\"text_model_id\": \"/scratch/m\"}']",
        "command: [vllm, serve, /mnt/models, --hf-overrides.text_model_id, /scratch/m]",
        "command: [trtllm-serve, --served_model_name, name, /scratch/m]",
        "command: [vllm, serve, --served-model-name, name, /scratch/m, --model, /mnt/models]",
      })
  void scratchThatAnOptionOrAVariableSpeaksOfIsRefused(String container) {
    assertThat(RelativePathsTest.decide(container, "/scratch", "/etc/server")).isDenied();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [vllm, serve, /mnt/models, --output-model, /scratch/m]",
        "command: [vllm, serve, /mnt/models] # env: [{name: VLLM_CACHE_ROOT, value: /scratch}]",
        "command: [vllm, serve, /mnt/models, --hf-overrides, '{\"architectures\": [\"X\"]}']",
        "command: [vllm, serve, /mnt/models, --served-model-name, org/name, name]",
        "command: [sh, -c, 'vllm serve /mnt/models --api-key $KEY'] # env: [{name: KEY, value: k}]",
      })
  void scratchThatNothingSpeaksOfIsAdmitted(String container) {
    assertThat(RelativePathsTest.decide(container, "/scratch", "/etc/server")).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/home/model-server/config.properties",
        "/home/model-server/model-store",
        "/opt/djl/conf",
        "/opt/mlserver"
      })
  void configurationWhereAServerLooksForItsOwnIsRefused(String configMap) {
    assertThat(RelativePathsTest.decide("args: []", "/scratch", configMap)).isDenied();
  }
}
