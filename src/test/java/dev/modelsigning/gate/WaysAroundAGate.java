// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

/** Pods whose downloads a gate verifies, and every way around it: one change each. */
final class WaysAroundAGate {
  static final String OWN = "sha256:" + "a".repeat(64);
  static final String GATED = "sha256:" + "b".repeat(64);

  static final String PLAIN =
      """
      initContainers:
      - name: download
        image: fetcher:1
        args: [hf://example/model, /mnt/models]
        volumeMounts: [{name: model, mountPath: /mnt/models}]
      - name: oms-gate
        image: registry.example.com/oms@OWN
        args: [oms, gate, /mnt/models, --trust=/gate/trust/production]
        volumeMounts:
        - {name: model, mountPath: /mnt/models, readOnly: true}
        - {name: trust, mountPath: /gate/trust, readOnly: true}
        - {name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
      containers:
      - name: server
        image: vllm
        args: [--model, /mnt/models]
        volumeMounts: [{name: model, mountPath: /mnt/models, readOnly: true}]
      volumes:
      - {name: model, emptyDir: {}}
      - {name: trust, configMap: {name: model-signature-trust}}
      - {name: other, configMap: {name: other}}
      - {name: spare, emptyDir: {}}
      - {name: token, projected: {sources: []}}
      """
          .replace("OWN", OWN);

  static final String GATED_DOWNLOAD =
      """
      initContainers:
      - name: storage-initializer
        image: registry.example.com/gated@GATED
        command: [/opt/oms/bin/entrypoint, oms, gate, /mnt/models, --trust=/gate/trust/production, --, /bin/get, -v]
        args: ["hf://example/model", /mnt/models]
        env: [{name: HF_TOKEN, value: secret}]
        volumeMounts:
        - {name: model, mountPath: /mnt/models}
        - {name: trust, mountPath: /gate/trust, readOnly: true}
      containers:
      - name: server
        image: vllm
        args: [--model, /mnt/models]
        volumeMounts: [{name: model, mountPath: /mnt/models, readOnly: true}]
      volumes:
      - {name: model, emptyDir: {}}
      - {name: trust, configMap: {name: model-signature-trust}}
      """
          .replace("GATED", GATED);

  static final String COMMAND =
      "command: [/opt/oms/bin/entrypoint, oms, gate, /mnt/models, --trust=/gate/trust/production, --, /bin/get, -v]\n"
          + "  args: [\"hf://example/model\", /mnt/models]";

  static final String READER =
      "volumeMounts: [{name: model, mountPath: /mnt/models, readOnly: true}]";
  static final String GATE_ARGS = "args: [oms, gate, /mnt/models, --trust=/gate/trust/production]";
  static final String GATE_MODEL = "- {name: model, mountPath: /mnt/models, readOnly: true}";
  static final String TRUST_MOUNT = "- {name: trust, mountPath: /gate/trust, readOnly: true}";

  /** One change of a good pod, and what the refusal says. */
  enum Way {
    ANOTHER_IMAGE("oms@" + OWN, "oms@" + GATED, "is not a gate's"),
    A_TAG("oms@" + OWN, "oms:1", "is not a gate's"),
    A_TAG_WITH_ANOTHER_DIGEST("oms@" + OWN, "oms:" + "a".repeat(64), "is not a gate's"),
    NO_GATE("name: oms-gate", "name: verify", "no gate verifies"),
    ANOTHER_COMMAND(GATE_ARGS, "command: [/bin/true]\n  " + GATE_ARGS, "it does not run oms gate"),
    A_COMMAND_OF_ITS_OWN(
        GATE_ARGS, "command: [/opt/oms/bin/entrypoint]\n  " + GATE_ARGS, "it has a command"),
    ANOTHER_SUBCOMMAND("[oms, gate,", "[oms, digest,", "it does not run oms gate"),
    HELP(GATE_ARGS, GATE_ARGS.replace("]", ", --help]"), "'--help' is not one of a gate"),
    ABBREVIATED("--trust=", "--tru=", "is not one of a gate"),
    ANOTHER_LOG(
        GATE_ARGS,
        GATE_ARGS.replace("]", ", --termination-log=/mnt/models/x]"),
        "is not one of a gate"),
    A_VARIABLE("gate, /mnt/models,", "gate, /mnt/$(DIR),", "is not a plain absolute path"),
    PARENT("gate, /mnt/models,", "gate, /mnt/models/../x,", "is not a plain absolute path"),
    RELATIVE("gate, /mnt/models,", "gate, models,", "is not a plain absolute path"),
    ANOTHER_FOLDER("gate, /mnt/models,", "gate, /gate/trust,", "which is not on the volume"),
    A_PART_OF_IT(
        "gate, /mnt/models,", "gate, /mnt/models/a,", "it reads another folder than the gate"),
    NO_TRUST(", --trust=/gate/trust/production", "", "do not name the trust of the policy"),
    TRUST_OF_ANOTHER("trust/production]", "trust/lenient]", "do not name the trust of the policy"),
    TRUST_AS_A_FOLDER("trust/production]", "trust]", "do not name the trust of the policy"),
    TRUST_ELSEWHERE("/gate/trust/production]", "/mnt/models/production]", "do not name the trust"),
    A_COMMAND_AFTER_IT(
        GATE_ARGS, GATE_ARGS.replace("]", ", --, /bin/sh]"), "none of spec.gate.downloaders"),
    OTHER_CONFIG_MAP("{name: model-signature-trust}", "{name: mine}", "do not name the trust"),
    OPTIONAL(
        "{name: model-signature-trust}",
        "{name: model-signature-trust, optional: true}",
        "do not name the trust"),
    ITEMS(
        "{name: model-signature-trust}",
        "{name: model-signature-trust, items: [{key: lenient, path: production}]}",
        "do not name the trust"),
    PROJECTED_TRUST(
        "{name: trust, configMap: {name: model-signature-trust}}",
        "{name: trust, projected: {sources: [{configMap: {name: model-signature-trust}}]}}",
        "is not read-only configuration"),
    TRUST_BY_SUB_PATH(
        "mountPath: /gate/trust,", "mountPath: /gate/trust, subPath: x,", "has a subPath"),
    TRUST_WRITABLE(
        TRUST_MOUNT, "- {name: trust, mountPath: /gate/trust}", "is not read-only configuration"),
    OVER_THE_TRUST(
        TRUST_MOUNT,
        TRUST_MOUNT + "\n  - {name: other, mountPath: /gate/trust/production, readOnly: true}",
        "are not apart"),
    OVER_A_PROGRAM(
        TRUST_MOUNT,
        TRUST_MOUNT + "\n  - {name: other, mountPath: /opt/oms, readOnly: true}",
        "is not read-only configuration"),
    OVER_THE_LOADER(
        TRUST_MOUNT,
        TRUST_MOUNT + "\n  - {name: other, mountPath: /etc/ld.so.preload, subPath: x}",
        "has a subPath"),
    SHARED_TMP(
        TRUST_MOUNT, TRUST_MOUNT + "\n  - {name: model, mountPath: /tmp}", "is the second one"),
    GATE_THAT_WRITES(GATE_MODEL, "- {name: model, mountPath: /mnt/models}", "it can write"),
    SUB_PATH_OF_THE_GATE(
        GATE_MODEL,
        "- {name: model, mountPath: /mnt/models, subPath: a, readOnly: true}",
        "has a subPath"),
    AT_A_PROGRAM(
        GATE_MODEL,
        "- {name: model, mountPath: /opt/jdk, readOnly: true}",
        "is not at or below one of"),
    VARIABLE(GATE_ARGS, GATE_ARGS + "\n  env: [{name: JAVA_TOOL_OPTIONS, value: x}]", "variables"),
    ENV_FROM(GATE_ARGS, GATE_ARGS + "\n  envFrom: [{configMapRef: {name: x}}]", "envFrom"),
    LIFECYCLE(
        GATE_ARGS,
        GATE_ARGS + "\n  lifecycle: {postStart: {exec: {command: [x]}}}",
        "it sets lifecycle"),
    WORKING_DIRECTORY(GATE_ARGS, GATE_ARGS + "\n  workingDir: /mnt/models", "it sets workingDir"),
    STDIN(GATE_ARGS, GATE_ARGS + "\n  stdin: true", "it sets stdin"),
    MESSAGE_OVER_A_FILE(
        GATE_ARGS,
        GATE_ARGS + "\n  terminationMessagePath: /opt/oms/conf/jvm.options",
        "it sets terminationMessagePath"),
    UNKNOWN_FIELD(
        GATE_ARGS, GATE_ARGS + "\n  restartPolicyRules: [{action: Restart}]", "restartPolicyRules"),
    FIELD_OF_A_LATER_VERSION(GATE_ARGS, GATE_ARGS + "\n  sidecarOf: x", "it sets sidecarOf"),
    PROBE(
        GATE_ARGS,
        GATE_ARGS + "\n  livenessProbe: {exec: {command: [x]}}",
        "it sets livenessProbe"),
    DEVICE(GATE_ARGS, GATE_ARGS + "\n  resources: {claims: [{name: gpu}]}", "resources.claims"),
    PROPAGATION(
        GATE_MODEL,
        "- {name: model, mountPath: /mnt/models, mountPropagation: HostToContainer, readOnly: true}",
        "has mountPropagation"),
    RESTART(GATE_ARGS, GATE_ARGS + "\n  restartPolicy: OnFailure", "it sets restartPolicy"),
    SIDECAR(GATE_ARGS, GATE_ARGS + "\n  restartPolicy: Always", "no gate verifies"),
    CAPABILITY(
        GATE_ARGS,
        GATE_ARGS + "\n  securityContext: {capabilities: {add: [SYS_PTRACE]}}",
        "securityContext"),
    SHARED_PROCESSES(
        "initContainers:", "shareProcessNamespace: true\ninitContainers:", "share processes"),
    HOST_PROCESSES("initContainers:", "hostPID: true\ninitContainers:", "share processes"),
    SERVER_THAT_WRITES(
        "  args: [--model, /mnt/models]\n  " + READER,
        "  args: [--model, /mnt/models]\n  volumeMounts: [{name: model, mountPath: /mnt/models}]",
        "container server, volume model: it can write to the model after the gate"),
    ANOTHER_WRITER(
        "volumes:\n",
        "- {name: late, image: x, volumeMounts: [{name: model, mountPath: /x}]}\nvolumes:\n",
        "container late, volume model: it can write"),
    A_LATER_INIT_CONTAINER(
        "containers:\n- name: server",
        "- {name: late, image: x, volumeMounts: [{name: model, mountPath: /x}]}\ncontainers:\n- name: server",
        "container late, volume model: it can write"),
    AN_EARLIER_SIDECAR(
        "- name: oms-gate",
        "- {name: early, image: x, restartPolicy: Always, volumeMounts: [{name: model, mountPath: /x, readOnly: true}]}\n- name: oms-gate",
        "this sidecar starts before the gate"),
    SUB_PATH_EXPRESSION(
        "  args: [--model, /mnt/models]\n  " + READER,
        "  args: [--model, /mnt/models]\n  volumeMounts: [{name: model, mountPath: /mnt/models, subPathExpr: $(A), readOnly: true}]",
        "it reads another folder than the gate"),
    OVER_THE_MODEL(
        READER + "\nvolumes:",
        READER.replace("}]", "}, {name: spare, mountPath: /mnt/models/a}]") + "\nvolumes:",
        "at or below the mount of a model"),
    DEBUGGING_THAT_WRITES(
        "volumes:\n",
        "ephemeralContainers: [{name: debug, image: x, volumeMounts: [{name: model, mountPath: /x}]}]\nvolumes:\n",
        "container debug, volume model: it can write"),
    DEBUGGING_THE_GATE(
        "volumes:\n",
        "ephemeralContainers: [{name: debug, image: x, targetContainerName: oms-gate}]\nvolumes:\n",
        "joins the processes of container oms-gate"),
    DOWNLOAD_AFTER_THE_GATE(
        "containers:\n- name: server",
        "- {name: late, image: vllm, args: [--model, org/name]}\ncontainers:\n- name: server",
        "container late");

    final String from;
    final String to;
    final String message;

    Way(String from, String to, String message) {
      this.from = from;
      this.to = to;
      this.message = message;
    }
  }

  /** One change of a good container that downloads and verifies. */
  enum DownloaderWay {
    ANOTHER_IMAGE("gated@" + GATED, "gated@" + OWN, "none of spec.gate.downloaders"),
    ANOTHER_PROGRAM("--, /bin/get, -v]", "--, /bin/sh, -v]", "none of spec.gate.downloaders"),
    SHORTER("--, /bin/get, -v]", "--, /bin/get]", "none of spec.gate.downloaders"),
    NOTHING_TO_RUN(
        "--, /bin/get, -v]\n  args: [\"hf://example/model\", /mnt/models]",
        "--]",
        "no command follows '--'"),
    COMMAND_OF_THE_IMAGE(
        COMMAND,
        COMMAND
            .replace("command: [/opt/oms/bin/entrypoint, ", "args: [")
            .replace("]\n  args: [", ", "),
        "it has no command"),
    PROGRAM_OF_THE_MODEL(
        "[/opt/oms/bin/entrypoint,", "[/mnt/models/entrypoint,", "not run oms gate"),
    THROUGH_A_SHELL("[/opt/oms/bin/entrypoint,", "[/bin/sh, -c, x,", "it does not run oms gate"),
    VARIABLE("name: HF_TOKEN", "name: HF_HOME", "it sets the variables HF_HOME"),
    PRELOAD("name: HF_TOKEN", "name: LD_PRELOAD", "it sets the variables LD_PRELOAD"),
    NAME("name: storage-initializer", "name: initializer", "no gate verifies");

    final String from;
    final String to;
    final String message;

    DownloaderWay(String from, String to, String message) {
      this.from = from;
      this.to = to;
      this.message = message;
    }
  }

  private WaysAroundAGate() {}
}
