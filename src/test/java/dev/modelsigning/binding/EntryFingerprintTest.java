// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.SecretKeyReference;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedCertificate;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryFingerprintTest {
  private static TrustAuthority secret(String name, String key) {
    var entry = new TrustAuthority();
    entry.name = "release";
    entry.key = new TrustedKey();
    entry.key.secretKeyRef = new SecretKeyReference();
    entry.key.secretKeyRef.name = name;
    entry.key.secretKeyRef.key = key;
    return entry;
  }

  private static TrustAuthority certificate(String... names) {
    var entry = new TrustAuthority();
    entry.name = "release";
    entry.certificate = new TrustedCertificate();
    entry.certificate.caBundle = "pem";
    entry.certificate.subjectAltNames = List.of(names);
    return entry;
  }

  @Test
  void sameEntryHasTheSameFingerprint() {
    assertThat(EntryFingerprint.of(secret("keys", "a.pub")))
        .isEqualTo(EntryFingerprint.of(secret("keys", "a.pub")))
        .matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void everyFieldOfAnEntryDecides() {
    var renamed = secret("keys", "a.pub");
    renamed.name = "other";
    assertThat(
            List.of(
                EntryFingerprint.of(secret("keys", "a.pub")),
                EntryFingerprint.of(secret("keys", "b.pub")),
                EntryFingerprint.of(secret("other", "a.pub")),
                EntryFingerprint.of(renamed),
                EntryFingerprint.of(certificate("a")),
                EntryFingerprint.of(certificate("a", "b"))))
        .doesNotHaveDuplicates();
  }
}
