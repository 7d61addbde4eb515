// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.AnnotationArguments;
import dev.modelsigning.cli.option.CertificateArguments;
import dev.modelsigning.cli.option.MaterialFailures;
import dev.modelsigning.cli.option.Pkcs11Arguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.option.TimestampArguments;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.reuse.ReuseArguments;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.pkcs11.Pkcs11Signer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code oms sign pkcs11-certificate}: signs a model with a key on a token and its certificate. */
@Command(
    name = "pkcs11-certificate",
    description = {
      "Signs a model with the certificate of a private key on a PKCS #11 token.",
      "",
      "The certificate and its intermediates become part of the signature; verifiers need the root: see oms"
          + " verify certificate."
    },
    footer = {
      "oms sign pkcs11-certificate my-model --pkcs11-uri 'pkcs11:token=release;object=models?module-name=softhsm2&pin-source=file:/run/secrets/pin' --signing-certificate leaf.pem --signature my-model/model.sig"
    })
final class SignPkcs11CertificateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SignedModelArguments model = new SignedModelArguments();
  @Mixin private final Pkcs11Arguments token = new Pkcs11Arguments();
  @Mixin private final CertificateArguments certificate = new CertificateArguments();
  @Mixin private final TimestampArguments timestamps = new TimestampArguments();
  @Mixin private final ReuseArguments reuse = new ReuseArguments();
  @Mixin private final AnnotationArguments annotations = new AnnotationArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  SignPkcs11CertificateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    String leaf = certificate.leafPem(console);
    String chain = certificate.chainPem(console);
    try (Pkcs11Signer signer =
        Pkcs11Signer.ofCertificate(token.uri(), leaf, chain, console.clock().instant())) {
      SigningRun run = new SigningRun(console, model, report, reuse, annotations);
      return timestamps.sign(console, signer, stamped -> run.run(stamped, "pkcs11-certificate"));
    } catch (SigningException e) {
      throw MaterialFailures.of(e, certificate.files(), Pkcs11Arguments.HINT);
    }
  }
}
