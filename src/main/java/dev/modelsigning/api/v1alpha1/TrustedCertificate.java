package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A certificate authority, and which of its certificates count. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class TrustedCertificate {
  @JsonPropertyDescription("PEM text of one or more CA certificates.")
  @Required
  public String caBundle;

  @JsonPropertyDescription(
      "DNS names, URIs or e-mail addresses of which the certificate must have one; none listed: any certificate of this CA.")
  @Size(max = 64)
  public List<String> subjectAltNames;
}
