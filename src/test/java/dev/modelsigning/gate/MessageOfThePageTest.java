// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.VerdictState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The refusal that docs/troubleshooting.md shows, against one that the gate writes. */
final class MessageOfThePageTest {
  private static final Pattern SAMPLE =
      Pattern.compile("(?s)## Read a message\\n```text\\n(.*?)\\n```");

  private final FakeCluster cluster = new FakeCluster();
  private final PodDecision decision =
      new PodDecision(cluster, Clock.systemUTC(), Set.of("model-signature-system"));

  /** An ellipsis of the page stands for what is left out. */
  private static Pattern sample() throws IOException {
    Matcher page = SAMPLE.matcher(Files.readString(Path.of("docs/troubleshooting.md")));
    assertThat(page.find()).isTrue();
    return Pattern.compile(Pattern.quote(page.group(1)).replace("…", "\\E.*\\Q"));
  }

  @Test
  void refusalReadsAsThePageShowsIt() throws IOException {
    PolicyVerdict verdict = cluster.signature().getStatus().policies.getFirst();
    verdict.verdict = VerdictState.Rejected;
    verdict.reason = "ContentMismatch";
    cluster.signature().getStatus().signatures.getFirst().contentMatches = false;

    var decided = decision.decide(Pods.create(Pods.server()));

    assertThat(decided).isInstanceOf(AdmissionDecision.Denied.class);
    assertThat(((AdmissionDecision.Denied) decided).message()).matches(sample());
  }
}
