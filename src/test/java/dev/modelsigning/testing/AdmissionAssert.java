// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions on admission: the webhook's decisions, and requests to the API server. */
public final class AdmissionAssert extends AbstractAssert<AdmissionAssert, AdmissionDecision> {
  private AdmissionAssert(AdmissionDecision decision) {
    super(decision, AdmissionAssert.class);
  }

  /** Starts an assertion on a decision. */
  public static AdmissionAssert assertThat(AdmissionDecision decision) {
    return new AdmissionAssert(decision);
  }

  /** The pod may be stored. */
  public AdmissionAssert isAllowed() {
    Assertions.assertThat(actual).isInstanceOf(Allowed.class);
    return this;
  }

  /** The pod may be stored, with warnings that contain these, each in one of them. */
  public AdmissionAssert isAllowedWithWarning(String... parts) {
    isAllowed();
    Assertions.assertThat(String.join("\n", ((Allowed) actual).warnings())).contains(parts);
    return this;
  }

  /** The pod is refused with a message that contains these. */
  public AdmissionAssert isDenied(String... parts) {
    Assertions.assertThat(actual).isInstanceOf(Denied.class);
    if (parts.length > 0) {
      Assertions.assertThat(((Denied) actual).message()).contains(parts);
    }
    return this;
  }

  /** The message of the refusal does not contain this. */
  public AdmissionAssert doesNotSay(String part) {
    Assertions.assertThat(((Denied) actual).message()).doesNotContain(part);
    return this;
  }

  /** The API server does what is asked. */
  public static void assertAdmitted(ThrowingCallable request) {
    Assertions.assertThatCode(request).doesNotThrowAnyException();
  }

  /** The API server refuses what is asked with a message that contains all of these. */
  public static void assertRefused(ThrowingCallable request, String... parts) {
    Assertions.assertThatThrownBy(request)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContainingAll(parts);
  }
}
