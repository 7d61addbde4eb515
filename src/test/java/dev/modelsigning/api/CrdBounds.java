// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the annotations of the CRD generator cannot say: categories, list-map keys, and bounds on
 * the types that are not ours (label selectors, conditions) and on the values of maps. Every
 * string, list and map of the result has a bound: without one the API server estimates the cost of
 * the CEL rules as endless and refuses the definition.
 */
final class CrdBounds {
  private static final long MESSAGE_LENGTH = 32_768;
  private static final long LINE_LENGTH = 1024;
  private static final long LABEL_KEY_LENGTH = 317;
  private static final long LABEL_VALUE_LENGTH = 63;
  private static final long QUANTITY_LENGTH = 32;
  private static final long IDENTITY_CLAIMS = 21;
  private static final long IDENTITY_LENGTH = 2048;

  private static final String LABEL_KEY =
      "'^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$'";
  private static final String LABEL_VALUE = "'^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'";

  private static final String QUANTITY =
      "'^[0-9]{1,15}([.][0-9]{1,9})?(n|u|m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi)?$'";

  private CrdBounds() {}

  /**
   * Completes a definition; the generator sorts its columns, {@code columns} is the order wanted.
   */
  static CustomResourceDefinition apply(CustomResourceDefinition crd, List<String> columns) {
    crd.getSpec().getNames().setCategories(List.of("modelsigning"));
    for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
      JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
      schema.setRequired(List.of("spec"));
      bound("", schema);
      version.setAdditionalPrinterColumns(
          columns.stream()
              .map(
                  name ->
                      version.getAdditionalPrinterColumns().stream()
                          .filter(column -> column.getName().equals(name))
                          .findFirst()
                          .orElseThrow())
              .toList());
    }
    return crd;
  }

  private static void bound(String name, JSONSchemaProps schema) {
    switch (name) {
      case "namespaceSelector", "claimSelector", "workloadSelector" -> labelSelector(schema);
      case "podSelector" -> podSelector(schema);
      case "resources" -> computeResources(schema);
      case "nodeSelector" -> nodeSelector(schema);
      case "conditions" -> conditions(schema);
      case "policies" -> listMap(schema, 1000, "name");
      case "nodes" -> listMap(schema, 8, "name");
      case "targets" -> listMap(schema, 1000, "namespace", "claimName");
      case "authorities" -> atomic(schema);
      case "signatures" -> atomic(schema, 8);
      case "claims" -> claims(schema);
      case "acceptedBy" -> atomic(schema, 1000);
      default -> {}
    }
    if ("string".equals(schema.getType()) && schema.getEnum().isEmpty()) {
      boundString(name, schema);
    }
    if ("array".equals(schema.getType())) {
      if (schema.getMaxItems() == null) {
        schema.setMaxItems(64L);
      }
      bound("", schema.getItems().getSchema());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach(CrdBounds::bound);
    }
  }

  private static void boundString(String name, JSONSchemaProps schema) {
    if (schema.getMaxLength() == null) {
      boolean message = name.equals("message") || name.endsWith("Message");
      schema.setMaxLength(message ? MESSAGE_LENGTH : LINE_LENGTH);
    }
  }

  private static void listMap(JSONSchemaProps schema, long items, String... keys) {
    schema.setMaxItems(items);
    schema.setXKubernetesListType("map");
    schema.setXKubernetesListMapKeys(List.of(keys));
  }

  private static void atomic(JSONSchemaProps schema, long items) {
    schema.setMaxItems(items);
    atomic(schema);
  }

  private static void atomic(JSONSchemaProps schema) {
    schema.setXKubernetesListType("atomic");
  }

  /** The schema of meta/v1 Condition, which fabric8's class does not carry. */
  private static void conditions(JSONSchemaProps schema) {
    listMap(schema, 16, "type");
    JSONSchemaProps condition = schema.getItems().getSchema();
    condition.setRequired(List.of("type", "status", "reason", "lastTransitionTime"));
    Map<String, JSONSchemaProps> fields = condition.getProperties();
    fields.get("type").setMaxLength(316L);
    oneOf(fields.get("status"), "True", "False", "Unknown");
    JSONSchemaProps reason = fields.get("reason");
    reason.setMinLength(1L);
    reason.setPattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$");
    fields.get("lastTransitionTime").setFormat("date-time");
  }

  /**
   * The rules of a label selector that the API server applies to its own kinds: a selector that can
   * never match would silently take every namespace out of a policy.
   */
  private static void labelSelector(JSONSchemaProps schema) {
    JSONSchemaProps labels = schema.getProperties().get("matchLabels");
    labels.setMaxProperties(32L);
    JSONSchemaProps value = labels.getAdditionalProperties().getSchema();
    value.setMaxLength(LABEL_VALUE_LENGTH);
    labels.setXKubernetesValidations(
        List.of(
            rule(
                "self.all(k, k.size() <= 317 && k.matches(" + LABEL_KEY + "))",
                "matchLabels must have valid label keys, such as 'team' or 'example.com/team':"
                    + " correct the key"),
            rule(
                "self.all(k, self[k].matches(" + LABEL_VALUE + "))",
                "matchLabels must have valid label values, such as 'production' (letters, digits,"
                    + " '-', '_' and '.'): correct the value")));
    JSONSchemaProps expressions = schema.getProperties().get("matchExpressions");
    expressions.setMaxItems(16L);
    JSONSchemaProps expression = expressions.getItems().getSchema();
    expression.setRequired(List.of("key", "operator"));
    expression.getProperties().get("key").setMaxLength(LABEL_KEY_LENGTH);
    oneOf(expression.getProperties().get("operator"), "In", "NotIn", "Exists", "DoesNotExist");
    JSONSchemaProps values = expression.getProperties().get("values");
    values.setMaxItems(64L);
    values.getItems().getSchema().setMaxLength(LABEL_VALUE_LENGTH);
    expression.setXKubernetesValidations(
        List.of(
            rule(
                "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
                "operators In and NotIn need values, such as [production], and Exists and"
                    + " DoesNotExist take none: add or remove values"),
            rule(
                "self.key.matches(" + LABEL_KEY + ")",
                "key must be a valid label key, such as 'team' or 'example.com/team': correct it"),
            rule(
                "!has(self.values) || self.values.all(v, v.matches(" + LABEL_VALUE + "))",
                "values must be valid label values, such as 'production' (letters, digits, '-', '_'"
                    + " and '.'): correct them")));
  }

  /** In a list: smaller, since the API server bounds the cost of rules over all entries. */
  private static void podSelector(JSONSchemaProps schema) {
    labelSelector(schema);
    schema.getProperties().get("matchLabels").setMaxProperties(8L);
    JSONSchemaProps expressions = schema.getProperties().get("matchExpressions");
    expressions.setMaxItems(4L);
    expressions.getItems().getSchema().getProperties().get("values").setMaxItems(16L);
  }

  /**
   * Only what every reader of quantities reads: a class that parses more than the definition checks
   * would fail for the whole list.
   */
  private static void computeResources(JSONSchemaProps schema) {
    Stream.of("limits", "requests")
        .map(schema.getProperties()::get)
        .forEach(
            quantities -> {
              quantities.setMaxProperties(16L);
              JSONSchemaProps quantity = quantities.getAdditionalProperties().getSchema();
              quantity.setMaxLength(QUANTITY_LENGTH);
              quantities.setXKubernetesValidations(
                  List.of(
                      rule(
                          "self.all(k, k.size() <= 317 && k.matches(" + LABEL_KEY + "))",
                          "must have valid names of resources, such as 'cpu' or 'memory': correct"
                              + " the name"),
                      rule(
                          "self.all(k, self[k].matches(" + QUANTITY + "))",
                          "must be quantities, such as '500m' or '2Gi': up to 15 digits, up to 9"
                              + " decimals, and a suffix if needed")));
            });
  }

  private static void nodeSelector(JSONSchemaProps schema) {
    schema.setMaxProperties(16L);
    schema.getAdditionalProperties().getSchema().setMaxLength(LABEL_VALUE_LENGTH);
    schema.setXKubernetesValidations(
        List.of(
            rule(
                "self.all(k, k.size() <= 317 && k.matches("
                    + LABEL_KEY
                    + ") && self[k].matches("
                    + LABEL_VALUE
                    + "))",
                "nodeSelector must have valid label keys and values, such as 'pool: storage':"
                    + " correct them")));
  }

  private static void claims(JSONSchemaProps schema) {
    schema.setMaxProperties(IDENTITY_CLAIMS);
    schema.getAdditionalProperties().getSchema().setMaxLength(IDENTITY_LENGTH);
  }

  private static void oneOf(JSONSchemaProps schema, String... values) {
    schema.setEnum(Stream.of(values).map(TextNode::valueOf).map(n -> (JsonNode) n).toList());
  }

  private static ValidationRule rule(String cel, String message) {
    ValidationRule rule = new ValidationRule();
    rule.setRule(cel);
    rule.setMessage(message);
    return rule;
  }
}
