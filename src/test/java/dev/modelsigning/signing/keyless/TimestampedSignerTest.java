// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.sigstore.SigstoreServer.Answer;
import dev.modelsigning.testing.sigstore.SigstoreServer.Service;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimestampedSignerTest {
  private final ModelSigner signer =
      Bundles.signer(TestPki.signer(TestPki.root("root"), "signer", "https://ci.example"));
  private PrivateSigstore sigstore;
  private ServiceCalls calls;

  @BeforeEach
  void start() {
    sigstore = PrivateSigstore.start(Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
    calls = ServiceCalls.within(Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    calls.close();
    sigstore.close();
  }

  private Bundle sign(ModelSigner inner) throws SigningException {
    List<URI> services = List.of(URI.create(sigstore.timestampUrl()));
    return new TimestampedSigner(inner, services, calls).sign("type", new byte[] {1, 2});
  }

  @Test
  void addsATimestampOverTheSignature() throws Exception {
    Bundle bundle = BundleReader.read(BundleWriter.write(sign(signer)));
    CertificateChain chain = (CertificateChain) bundle.material();
    TimeStampResponse response = new TimeStampResponse(chain.timestamps().getFirst());
    var info = response.getTimeStampToken().getTimeStampInfo();
    assertThat(info.getGenTime()).isEqualTo(Date.from(TestPki.NOW));
    assertThat(info.getMessageImprintDigest())
        .isEqualTo(InclusionProof.sha256(bundle.envelope().signature()));
  }

  @Test
  void refusesAnAuthorityThatGivesNoTimestamp() {
    sigstore
        .server()
        .change(Service.TIMESTAMPS, answer -> new Answer(200, sigstore.timestamps().refusal()));
    assertThatThrownBy(() -> sign(signer)).hasMessageContaining("refuses to issue a timestamp");
  }

  @Test
  void refusesATimestampThatIsNotWithinTheCertificatesTime() {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued over =
        new TestPki.Request("signer")
            .valid(TestPki.NOW.minus(Duration.ofDays(2)), TestPki.NOW.minus(Duration.ofDays(1)))
            .by(root);
    assertThatThrownBy(() -> sign(Bundles.signer(over, root)))
        .hasMessageContaining("but the certificate is valid from")
        .hasMessageContaining("whose clock is right");
  }

  @Test
  void refusesToStampSignaturesOfBareKeys() {
    assertThatThrownBy(() -> sign(Bundles.signer(TestPki.ecKey())))
        .hasMessageContaining("only signatures with a certificate can be timestamped");
  }

  @Test
  void refusesMoreAuthoritiesThanABundleHolds() {
    List<URI> many = Collections.nCopies(9, URI.create(sigstore.timestampUrl()));
    assertThatThrownBy(() -> new TimestampedSigner(signer, many, calls))
        .hasMessageContaining("give at most 8");
  }
}
