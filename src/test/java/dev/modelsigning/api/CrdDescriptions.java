// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;

/**
 * The descriptions that the CRD generator leaves out: it reads those of fields, not those of
 * classes, and the Kubernetes types that our resources contain carry none. What {@code kubectl
 * explain} shows comes from here and from the annotations of the resource classes.
 */
final class CrdDescriptions {
  private static final Map<String, String> LABEL_SELECTOR =
      Map.of(
          "matchLabels",
          "Labels that must all be present with these values. At most 32. Example: {models:"
              + " production}.",
          "matchExpressions",
          "Conditions on labels that must all hold, together with matchLabels. At most 16.");

  private static final Map<String, String> LABEL_EXPRESSION =
      Map.of(
          "key",
          "Key of the label. At most 317 characters. Example: kubernetes.io/metadata.name.",
          "operator",
          "In: the label has one of the values. NotIn: the label is absent or has another value. "
              + "Exists: the label is present. DoesNotExist: the label is absent.",
          "values",
          "Values of the label. Required for In and NotIn, not allowed otherwise. At most 64 "
              + "values of at most 63 characters. Example: [production, staging].");

  private static final Map<String, String> POD_SELECTOR =
      Map.of(
          "matchLabels",
          "Labels that must all be present with these values. At most 8. Example: {task:"
              + " evaluation}.",
          "matchExpressions",
          "Conditions on labels that must all hold, together with matchLabels. At most 4.");

  private static final Map<String, String> POD_EXPRESSION =
      Map.of(
          "key",
          "Key of the label. At most 317 characters. Example: task.",
          "operator",
          "In: the label has one of the values. NotIn: the label is absent or has another value. "
              + "Exists: the label is present. DoesNotExist: the label is absent.",
          "values",
          "Values of the label. Required for In and NotIn, not allowed otherwise. At most 16 "
              + "values of at most 63 characters. Example: [evaluation].");

  private static final Map<String, String> CONDITION =
      Map.of(
          "type",
          "What the condition is about, as one CamelCase word. Example: Ready.",
          "status",
          "Whether the condition holds: True, False, or Unknown when the operator cannot tell.",
          "reason",
          "Why the condition has this status, as one CamelCase word for programs. "
              + "docs/reference/reasons.md lists them. Example: SignatureVerified.",
          "message",
          "Why the condition has this status, as a sentence for people. At most 4096 characters.",
          "lastTransitionTime",
          "When the status of the condition last changed. RFC 3339, UTC. "
              + "Example: 2026-11-21T10:35:29Z.",
          "observedGeneration",
          "Generation of the resource (metadata.generation) that the condition describes.");

  private CrdDescriptions() {}

  /** Completes the descriptions of a definition that was generated from the given class. */
  static void apply(CustomResourceDefinition crd, Class<? extends HasMetadata> kind) {
    Type[] parts = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
    for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
      JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
      schema.setDescription(ofClass(kind));
      schema.getProperties().get("spec").setDescription(ofClass((Class<?>) parts[0]));
      schema.getProperties().get("status").setDescription(ofClass((Class<?>) parts[1]));
      complete("", schema);
    }
  }

  private static String ofClass(Class<?> type) {
    return type.getAnnotation(JsonClassDescription.class).value();
  }

  private static void complete(String name, JSONSchemaProps schema) {
    switch (name) {
      case "podSelector" -> {
        describe(schema, POD_SELECTOR);
        describeItems(schema.getProperties().get("matchExpressions"), POD_EXPRESSION);
      }
      case "namespaceSelector", "claimSelector", "workloadSelector" -> {
        describe(schema, LABEL_SELECTOR);
        describeItems(schema.getProperties().get("matchExpressions"), LABEL_EXPRESSION);
      }
      case "conditions" -> describeItems(schema, CONDITION);
      default -> {}
    }
    if (schema.getDescription() != null) {
      schema.setDescription(onePerParagraph(schema.getDescription()));
    }
    if (schema.getItems() != null) {
      complete("", schema.getItems().getSchema());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach(CrdDescriptions::complete);
    }
  }

  private static void describeItems(JSONSchemaProps list, Map<String, String> descriptions) {
    describe(list.getItems().getSchema(), descriptions);
  }

  private static void describe(JSONSchemaProps schema, Map<String, String> descriptions) {
    descriptions.forEach((name, text) -> schema.getProperties().get(name).setDescription(text));
  }

  /** Joins the lines of each paragraph: clients wrap text to the width of their window. */
  private static String onePerParagraph(String description) {
    return description.strip().replaceAll("(?<!\\n)\\n(?!\\n)", " ");
  }
}
