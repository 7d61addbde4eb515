// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** An image with {@code oms} and a program that downloads models. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class GateDownloader {
  /**
   * Variables that decide what a program loads or runs, as a regular expression. No list may
   * contain them.
   */
  public static final String RESERVED_VARIABLES =
      "^((LD_|_?JAVA|JDK_|OMS_|PYTHON|GCONV_|GLIBC_|MALLOC_|PERL|RUBY|NODE_|BASH|SHELL).*"
          + "|PATH|HOME|ENV|IFS|LOCPATH|NLSPATH)$";

  @JsonPropertyDescription(
      """
      The image by its digest; registry and name do not matter. It has /opt/oms and /opt/jdk of the
      operator's image. 73 to 512 characters. Example:
      registry.example.com/gated-storage-initializer@sha256:0f2c...
      """)
  @Required
  @Size(min = 73, max = 512)
  @ValidationRule(
      value = "self.matches('^[!-)+-~]+@sha256:[0-9a-f]{64}$')",
      message =
          "must be named by digest, such as 'registry.example.com/gated-storage-initializer@sha256:' and 64 hexadecimal digits")
  public String image;

  @JsonPropertyDescription(
      """
      What follows '--' in the arguments of the container: the program by its absolute path, and
      its first arguments. What follows them is free, such as the address of the model. 1 to 16
      words of 1 to 512 characters. Example: ["/usr/local/bin/python",
      "/storage-initializer/scripts/initializer-entrypoint"].
      """)
  @Required
  @Size(min = 1, max = 16)
  @ValidationRule(
      value = "self[0].startsWith('/')",
      message =
          "command must begin with the absolute path of a program, such as '/usr/local/bin/python'")
  public List<@Size(min = 1, max = 512) String> command;

  @JsonPropertyDescription(
      """
      Names of the variables that such a container may set, such as credentials. Variables that
      decide what programs load or run, such as LD_PRELOAD, PATH, HOME, JAVA_TOOL_OPTIONS and
      PYTHONPATH, cannot be listed. At most 64 names of 1 to 128 characters. Default: none. Example:
      [HF_TOKEN, AWS_ACCESS_KEY_ID].
      """)
  @Size(max = 64)
  @ValidationRule(
      value =
          "self.all(n, n.matches('^[A-Za-z_][A-Za-z0-9_]*$') && !n.matches('"
              + RESERVED_VARIABLES
              + "'))",
      message =
          "environment must have names of variables, and none that decides what programs load or run, such as LD_PRELOAD, PATH or PYTHONPATH: remove it")
  public List<@Size(min = 1, max = 128) String> environment;
}
