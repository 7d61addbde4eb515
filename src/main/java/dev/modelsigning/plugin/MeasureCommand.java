// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kubectl oms measure}: asks the operator to hash a model once more. */
@Command(
    name = "measure",
    description = {
      "Asks the operator to measure a model again.",
      "",
      "It sets the annotation "
          + ApiGroup.MEASURE_AGAIN_ANNOTATION
          + " of the ModelSignature to the present time. The verdict stands while the model is"
          + " measured."
    },
    footer = {"kubectl oms measure minilm -n team-a", "kubectl oms status -n team-a -w"})
final class MeasureCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "The name of the ModelSignature.")
  private String model = "";

  @Mixin private final ClusterArguments cluster = new ClusterArguments();

  MeasureCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("annotate", "--overwrite", "-o", "json"));
    arguments.addAll(cluster.namespace());
    arguments.add(ModelSignatures.named(model));
    arguments.add(ApiGroup.MEASURE_AGAIN_ANNOTATION + "=" + console.clock().instant());
    ModelSignature asked = ModelSignatures.one(cluster.kubectl(console).json(arguments));
    console.line("asked for a new measurement of " + model + inVain(asked).orElse(""));
    return Exit.DONE.code();
  }

  private static Optional<String> inVain(ModelSignature asked) {
    ModelSignatureSpec spec = asked.getSpec();
    if (spec.source != null && spec.source.image != null) {
      return Optional.of("; nothing will be measured: an image never changes under its digest");
    }
    if (spec.verification != null && Boolean.TRUE.equals(spec.verification.suspend)) {
      return Optional.of("; nothing is measured before spec.verification.suspend is unset");
    }
    return ModelSignatures.refusedUnmeasured(asked)
        .map(
            reason ->
                "; nothing is measured while the signature is refused (%s): %s"
                    .formatted(reason.text(), reason.hint()));
  }
}
