package dev.sparkdrop.scheduler;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.deploy.k8s.submit.KubernetesClientUtils;

/** The objects of one application that this JVM itself looks at. */
final class ClusterObjects {
  private final KubernetesClient client;
  private final String namespace;

  ClusterObjects(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** The driver's own pod; null where no name is given. Says what Spark's allocator says where there is none. */
  Pod driverPod(String name) throws SparkException {
    if (name == null) return null;
    Pod pod = client.pods().inNamespace(namespace).withName(name).get();
    if (pod != null) return pod;
    throw new SparkException(
        "No pod was found named " + name + " in the cluster in the namespace " + namespace
            + " (this was supposed to be the driver pod.).");
  }

  /** Drivers may list configmaps, and need no right to get them. */
  boolean executorConfigMapExists() {
    return !client.configMaps()
        .inNamespace(namespace)
        .withField("metadata.name", KubernetesClientUtils.configMapNameExecutor())
        .list()
        .getItems()
        .isEmpty();
  }

  List<Pod> executors(String applicationId) {
    return ofExecutors(applicationId).list().getItems();
  }

  void deleteExecutors(String applicationId) {
    ofExecutors(applicationId).delete();
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> ofExecutors(String applicationId) {
    return client.pods()
        .inNamespace(namespace)
        .withLabel("spark-app-selector", applicationId)
        .withLabel("spark-role", "executor");
  }
}
