// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/**
 * Answers for the policies of namespaces. Its path is beside that of {@link AdmissionEndpoint},
 * whose segments are names of policies of the cluster, whatever they are.
 */
@Path(NamespacedAdmissionEndpoint.PATH)
public class NamespacedAdmissionEndpoint {
  static final String PATH = "/namespaced-admission/policies";

  private final AdmissionEndpoint endpoint;

  /** Constructed by the container. */
  public NamespacedAdmissionEndpoint(AdmissionEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Answers one review by the policies in force in its namespace, as the other endpoint does. */
  @POST
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response review(
      InputStream body, @HeaderParam(HttpHeaders.CONTENT_LENGTH) long contentLength) {
    return endpoint.review(ReviewPath.ofNamespace(), body, contentLength);
  }
}
