// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.build;

import picocli.CommandLine.Model.CommandSpec;

/** The environment variables of the ENVIRONMENT section of manual pages. */
enum EnvironmentVariable {
  /** For every command. */
  JAVA_HOME(
      "The Java to run with, 25 or newer; without it the first one found in the usual folders."),
  /** For every command. */
  OMS_JAVA_OPTS("More options for that Java, separated by spaces, such as -Xmx2g."),
  /** For every command. */
  OMS_DEBUG("If set, an unexpected failure prints its stack trace."),
  /** For commands with a trusted root. */
  OMS_TRUSTED_ROOT(
      "The path of a trusted_root.json or client trust configuration, used where no option names one.",
      "--trusted-root"),
  /** For ambient credentials. */
  SIGSTORE_ID_TOKEN(
      "The identity token for --use-ambient-credentials; GitLab CI sets it.",
      "--use-ambient-credentials"),
  /** For ambient credentials. */
  ACTIONS_ID_TOKEN_REQUEST_URL(
      "Set by GitHub Actions for jobs with the permission id-token: write, with"
          + " ACTIONS_ID_TOKEN_REQUEST_TOKEN; --use-ambient-credentials requests a token there.",
      "--use-ambient-credentials"),
  /** For refreshed trusted roots. */
  XDG_CACHE_HOME(
      "--refresh-trust-root keeps its files in the folder oms below; ~/.cache by default.",
      "--refresh-trust-root"),
  /** For reused digests. */
  XDG_STATE_HOME(
      "The record for --reuse-digests-from is kept in the folder oms below; ~/.local/state by default.",
      "--record-identities"),
  /** For registries. */
  DOCKER_CONFIG(
      "The folder whose config.json has the credentials of registries, without --registry-config;"
          + " ~/.docker by default.",
      "--registry-config"),
  /** For the plugin. */
  OMS_KUBECTL("The kubectl to run, instead of the one on the PATH.", "--kubeconfig"),
  /** For measuring Jobs. */
  OMS_JOB_UID("The UID of the Job, unless --job-uid-env names another variable.", "--job-uid-env"),
  /** For measuring Jobs. */
  JOB_COMPLETION_INDEX("Set by the Job controller in pods of an Indexed Job.", "--job-uid-env");

  private final String meaning;
  private final String option;

  /** A variable that every command reads. */
  EnvironmentVariable(String meaning) {
    this(meaning, "");
  }

  /** A variable that commands with this option read. */
  EnvironmentVariable(String meaning, String option) {
    this.meaning = meaning;
    this.option = option;
  }

  String meaning() {
    return meaning;
  }

  /** Whether the command has the option that makes it read the variable. */
  boolean isReadBy(CommandSpec command) {
    return option.isEmpty() || command.optionsMap().containsKey(option);
  }
}
