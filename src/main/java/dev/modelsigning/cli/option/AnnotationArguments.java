// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What a signer states about a model in addition to its files. */
public final class AnnotationArguments {
  private static final String DIGEST = Annotations.PREFIX + "model-card-digest";
  private static final String KIND = Annotations.PREFIX + "kind";

  @Option(
      names = "--annotation",
      paramLabel = "KEY=VALUE",
      description =
          "A statement about the model, covered by the signature; may be repeated. Defined keys are"
              + " dev.modelsigning/model-version, /license, /base-model, /training-data, /model-card-digest"
              + " (sha256:...) and /kind (model or dataset). Other keys need your own prefix, such as"
              + " example.com/reviewed-by.")
  private List<String> annotations = List.of();

  public Annotations read() throws CommandFailure {
    Map<String, String> values = new TreeMap<>();
    for (String annotation : annotations) {
      int equals = annotation.indexOf('=');
      if (equals < 0) {
        throw refused("'" + Printable.of(annotation) + "' does not contain '='");
      }
      String key = annotation.substring(0, equals);
      String value = annotation.substring(equals + 1);
      checkDefined(key, value);
      if (values.put(key, value) != null) {
        throw refused("'" + Printable.of(key) + "' is given twice");
      }
    }
    try {
      return new Annotations(values);
    } catch (IllegalArgumentException e) {
      throw refused(Causes.text(e));
    }
  }

  private static void checkDefined(String key, String value) throws CommandFailure {
    if (key.startsWith(Annotations.PREFIX) && !Annotations.KNOWN.contains(key)) {
      throw refused("'" + Printable.of(key) + "' is not one of " + Annotations.KNOWN);
    }
    if (DIGEST.equals(key) && !value.matches("sha256:[0-9a-f]{64}")) {
      throw refused("'" + key + "' is not sha256: followed by 64 hexadecimal digits");
    }
    if (KIND.equals(key) && !List.of("model", "dataset").contains(value)) {
      throw refused("'" + key + "' is neither model nor dataset");
    }
  }

  private static CommandFailure refused(String message) {
    return CommandFailure.usage(
        "--annotation: " + message, "give KEY=VALUE, such as dev.modelsigning/model-version=1.2");
  }
}
