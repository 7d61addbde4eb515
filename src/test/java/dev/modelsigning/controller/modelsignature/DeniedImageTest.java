// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.NodePlatform;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy may deny an image by the digest that pods name. */
class DeniedImageTest {
  private static final String DIGEST = "sha256:" + "1".repeat(64);

  @TempDir Path folder;

  private final Signer signer = Signer.fresh();

  /** The reason of a signed model in this image under a policy that denies {@link #DIGEST}. */
  private Optional<Reason> refusal(String image) throws Exception {
    var entry = new DeniedEntry();
    entry.digest = DIGEST;
    entry.reason = "leaked";
    var policy = Signatures.policy().policy();
    policy.getSpec().deny = List.of(entry);
    var trusting =
        new CompiledPolicy.Usable(
            policy, List.of(KeyAuthority.ofPem("release", signer.publicKey())));
    var identity = new ImageIdentity(image, "/", new NodePlatform("linux", "amd64"));
    var facts = Signatures.facts(new VolumeFinding.InImage(identity), trusting, List.of());
    var evaluation =
        new JointEvaluation(
            new PolicyEvaluation(new ModelVerifier(Clock.systemUTC())), Clock.systemUTC());
    JointEvaluation.Result result =
        evaluation.authenticate(new SignedModel(folder).given(signer), facts);
    return result.serialization().isPresent()
        ? Optional.empty()
        : Optional.of(result.findings().getFirst().finding().reason());
  }

  @Test
  void nothingIsMeasuredForAnImageWhoseDigestIsDenied() throws Exception {
    assertThat(refusal(DIGEST)).contains(Reason.Denied);
  }

  @Test
  void otherImageIsMeasured() throws Exception {
    assertThat(refusal("sha256:" + "2".repeat(64))).isEmpty();
  }
}
