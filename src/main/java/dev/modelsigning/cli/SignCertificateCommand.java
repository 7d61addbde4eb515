// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.AnnotationArguments;
import dev.modelsigning.cli.option.CertificateArguments;
import dev.modelsigning.cli.option.MaterialFailures;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.option.SigningArguments;
import dev.modelsigning.cli.option.TimestampArguments;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.reuse.ReuseArguments;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.SigningKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code oms sign certificate}: signs a model with the key of a certificate. */
@Command(
    name = "certificate",
    description = {
      "Signs a model with the private key of a certificate.",
      "",
      "The certificate and its intermediates become part of the signature; verifiers need the root."
    },
    footer = {
      "oms sign certificate my-model --private-key key.pem --signing-certificate leaf.pem --certificate-chain intermediates.pem --signature my-model/model.sig"
    })
final class SignCertificateCommand implements Callable<Integer> {
  private static final String HINT =
      "name a certificate and its EC private key, both PEM, with --signing-certificate and --private-key";

  private final Console console;

  @Mixin private final SignedModelArguments model = new SignedModelArguments();
  @Mixin private final CertificateArguments certificate = new CertificateArguments();
  @Mixin private final SigningArguments signing = new SigningArguments();
  @Mixin private final ReuseArguments reuse = new ReuseArguments();
  @Mixin private final TimestampArguments timestamps = new TimestampArguments();
  @Mixin private final AnnotationArguments annotations = new AnnotationArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  SignCertificateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    SigningKey key;
    try {
      key = KeySigner.ofPem(signing.keyPem(console), signing.password(console)).key();
    } catch (SigningException e) {
      throw MaterialFailures.of(e, signing.files(), HINT);
    }
    CertificateSigner signer;
    try {
      String chain = certificate.chainPem(console);
      signer =
          CertificateSigner.of(key, certificate.leafPem(console), chain)
              .usableAt(console.clock().instant());
      signer = chain.isEmpty() ? signer : signer.withIssuer();
    } catch (SigningException e) {
      throw MaterialFailures.of(e, certificate.files(), HINT);
    }
    SigningRun run = new SigningRun(console, model, report, reuse, annotations);
    return timestamps.sign(console, signer, stamped -> run.run(stamped, "certificate"));
  }
}
