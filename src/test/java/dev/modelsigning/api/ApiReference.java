// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reference of the API in Markdown, written from the definitions alone. */
final class ApiReference {
  private static final String INTRODUCTION =
      """
      # API reference

      Generated from the custom resource definitions in `crds/`: do not edit. `kubectl explain` shows the same
      descriptions, for example `kubectl explain msig.spec.verification.cachePolicy`.

      - The group is `modelsigning.dev`, the version `v1alpha1`. `kubectl get modelsigning -A` lists the resources of all kinds.
      - Examples of every kind are in [deploy/examples](../../deploy/examples).
      - The operator alone writes `status`; admission policies refuse it to everybody else.
      - "The operator's namespace" is `model-signature-system` unless it was installed elsewhere.
      - `[]` in a path stands for each element of a list, `map` for an object with free keys.
      """;

  private ApiReference() {}

  static String of(List<CrdSchema> definitions) {
    String contents =
        definitions.stream()
            .map(crd -> "- [%s](#%s)\n".formatted(crd.kind(), crd.kind().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining());
    return INTRODUCTION
        + "\n"
        + contents
        + definitions.stream().map(ApiReference::kind).collect(Collectors.joining());
  }

  private static String kind(CrdSchema crd) {
    JsonNode names = crd.definition().at("/spec/names");
    return "\n## "
        + crd.kind()
        + "\n"
        + crd.root().path("description").asText()
        + "\n\nResource `"
        + names.path("plural").asText()
        + "`, short name `"
        + names.at("/shortNames/0").asText()
        + "`, "
        + (crd.definition().at("/spec/scope").asText().equals("Namespaced")
            ? "namespaced"
            : "cluster-scoped")
        + ".\n"
        + part(crd, "spec")
        + messages(crd)
        + part(crd, "status");
  }

  private static String part(CrdSchema crd, String name) {
    String rows =
        crd.fields().stream()
            .filter(field -> field.path().startsWith(name + "."))
            .map(ApiReference::row)
            .collect(Collectors.joining());
    return "\n### "
        + crd.kind()
        + " "
        + name
        + "\n"
        + crd.root().at("/properties/" + name + "/description").asText()
        + "\n\n| field | type | rules | description |\n|---|---|---|---|\n"
        + rows;
  }

  private static String row(CrdSchema.Field field) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            field.path(),
            type(field.schema()),
            String.join("; ", rules(field)),
            cell(field.description()));
  }

  private static String type(JsonNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "quantity";
    }
    if (schema.has("items")) {
      return "list of " + type(schema.get("items"));
    }
    if (schema.has("additionalProperties")) {
      return "map of " + type(schema.get("additionalProperties"));
    }
    return schema.path("type").asText();
  }

  private static List<String> rules(CrdSchema.Field field) {
    List<String> rules = new ArrayList<>();
    JsonNode schema = field.schema();
    if (field.required()) {
      rules.add("required");
    }
    if (schema.has("default")) {
      rules.add("default `" + schema.get("default").asText() + "`");
    }
    if (schema.has("enum")) {
      rules.add(
          schema
              .get("enum")
              .valueStream()
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(", ")));
    }
    range(schema, "minimum", "maximum", "").ifPresent(rules::add);
    range(schema, "minLength", "maxLength", " characters").ifPresent(rules::add);
    range(schema, "minItems", "maxItems", " items").ifPresent(rules::add);
    range(schema, "minProperties", "maxProperties", " keys").ifPresent(rules::add);
    if (schema.has("items")) {
      range(schema.get("items"), "minimum", "maximum", " each").ifPresent(rules::add);
      range(schema.get("items"), "minLength", "maxLength", " characters each")
          .ifPresent(rules::add);
    }
    if (schema.has("format")) {
      rules.add(schema.get("format").asText());
    }
    return rules;
  }

  private static Optional<String> range(JsonNode schema, String from, String to, String unit) {
    if (!schema.has(to)) {
      return Optional.empty();
    }
    String most = schema.get(to).asLong() + unit;
    return Optional.of(
        schema.has(from) ? schema.get(from).asLong() + " to " + most : "at most " + most);
  }

  /** What the API server answers when a rule is broken, by the field it names. */
  private static String messages(CrdSchema crd) {
    String rows =
        Stream.concat(
                crd.fields().stream()
                    .flatMap(
                        field ->
                            Stream.concat(
                                rows(field.path(), field.schema()),
                                rows(field.path() + "[]", field.schema().path("items")))),
                rows(crd.kind(), crd.root()))
            .collect(Collectors.joining());
    return "\nWhat the API server answers when a value is not accepted:\n\n| field | message |\n|---|---|\n"
        + rows;
  }

  private static Stream<String> rows(String path, JsonNode schema) {
    return schema
        .path("x-kubernetes-validations")
        .valueStream()
        .map(rule -> "| `%s` | %s |\n".formatted(path, cell(rule.path("message").asText())));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|")
        .replace("*", "\\*")
        .replace("<", "&lt;")
        .replace("\n\n", "<br>");
  }
}
