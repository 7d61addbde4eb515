// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.Consequence;
import dev.modelsigning.api.v1alpha1.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Fails when docs/reference/reasons.md is not what {@link Reason} says; with {@code
 * -Dreference.update=true} it writes it.
 */
class ReasonsReferenceTest {
  private static final Path SOURCE =
      Path.of("src/main/java/dev/modelsigning/api/v1alpha1/Reason.java");
  private static final Path DOCUMENT = Path.of("docs/reference/reasons.md");

  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*([A-Z][A-Za-z]+)\\(", Pattern.DOTALL);

  private static final String BEGINNING =
      """
      # Reasons

      Generated from `Reason.java` by `make reference`: do not edit.

      Every verdict, every state and every condition of the operator has a reason: one word, which is part of the API, beside a
      message for people, which is not. Scripts and alerts should go by the reason. `kubectl describe` shows both.

      | kind | where the reason is |
      |---|---|
      | ModelSignature | `status.reason` of the verdict over all policies, `status.policies[].reason` of each policy's, `status.conditions[].reason` |
      | ClusterModelTrustPolicy, ModelTrustPolicy | `status.conditions[].reason` |
      | ModelSigningJob | `status.reason`, `status.conditions[].reason` |
      | ClusterModelSigningJob | `status.conditions[].reason`; reasons of single claims may begin the text in `status.targets[].message` |

      A ModelSigningJob is Pending while it waits: ten minutes for its claim, its writers or its ClusterModelSigningJob, without limit for
      the guard. It fails when it has waited for ten minutes since `status.waitingSince`, after five failed measurements, and at once for a
      reason that a retry does not change. A measurement that fails is repeated with growing pauses; one that a writer interrupts counts as
      failed. While a job awaits approval writers do not matter: the files are measured again once their digest is approved.
      After an error (`CheckFailed`) nothing counts as verified until the next check succeeds.
      """;

  @Test
  void documentIsMadeFromTheReasons() throws IOException {
    String expected = document();
    if (Boolean.getBoolean("reference.update")) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, expected);
    }
    assertThat(DOCUMENT).as("run this test with -Dreference.update=true").hasContent(expected);
  }

  private static String document() throws IOException {
    Map<Reason, String> meanings = meanings();
    assertThat(meanings).containsOnlyKeys(Reason.values());
    return Arrays.stream(Consequence.values())
        .map(consequence -> section(consequence, meanings))
        .collect(Collectors.joining("", BEGINNING, ""));
  }

  private static String section(Consequence consequence, Map<Reason, String> meanings) {
    String rows =
        Arrays.stream(Reason.values())
            .filter(reason -> reason.consequence() == consequence)
            .map(reason -> row(reason, meanings.get(reason)))
            .collect(Collectors.joining());
    return "\n## "
        + title(consequence)
        + "\n\n| reason | for a ModelSignature or a policy | meaning | what to do |\n|---|---|---|---|\n"
        + rows;
  }

  private static String row(Reason reason, String meaning) {
    return "| `%s` | %s | %s | %s |%n"
        .formatted(reason.text(), reason.consequence().shown(), meaning, reason.hint());
  }

  private static String title(Consequence consequence) {
    return switch (consequence) {
      case FULFILLED -> "Everything is as it should be";
      case WORKING -> "Work is under way";
      case WAITING -> "The operator waits for a change in the cluster";
      case RETRIED -> "The operator tries again";
      case SIGNATURE_REFUSED -> "The signature is refused";
      case CONTENT_REFUSED -> "The files are refused";
      case FINAL -> "Nothing changes until somebody edits something";
    };
  }

  /** The comments of the constants: their first use is where the code is read. */
  private static Map<Reason, String> meanings() throws IOException {
    Map<Reason, String> meanings = new EnumMap<>(Reason.class);
    CONSTANT
        .matcher(Files.readString(SOURCE))
        .results()
        .forEach(
            match ->
                Reason.of(match.group(2))
                    .ifPresent(reason -> meanings.put(reason, plain(match.group(1)))));
    return meanings;
  }

  private static String plain(String comment) {
    return comment.replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip();
  }
}
