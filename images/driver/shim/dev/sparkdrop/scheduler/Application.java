package dev.sparkdrop.scheduler;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.submit.KubernetesClientUtils;
import org.apache.spark.util.Utils;
import scala.Tuple2;
import scala.collection.Iterator;

/** What the loop has to know of the application to build its executors, and how it reaches the API server. */
final class Application {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET_FILE = "spark.authenticate.secret.file";

  private final SparkConf conf;
  private final SecurityManager securityManager;
  private final Config client;
  private final Pod driverPod;

  Application(SparkConf conf, SecurityManager securityManager, Config client, Pod driverPod) {
    this.conf = conf;
    this.securityManager = securityManager;
    this.client = client;
    this.driverPod = driverPod;
  }

  /** @param highestId of all executors that a loop has made before; 0 for the first loop of this driver */
  ObjectNode start(String id, long highestId) {
    ObjectNode start = Messages.message("start").put("appId", id).put("highestId", highestId);
    start.put("sparkUser", Utils.getCurrentUserName());
    start.put("sparkVersion", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    start.put("executorConfigMap", KubernetesClientUtils.configMapNameExecutor());
    ObjectNode all = start.putObject("conf");
    for (Tuple2<String, String> entry : conf.getAll()) all.put(entry._1(), entry._2());
    start.set("secretEnvironment", JSON.valueToTree(secretEnvironment()));
    start.set("connection", Messages.connection(client));
    if (driverPod != null) start.set("driverPod", JSON.valueToTree(driverPod));
    return start;
  }

  /** As BasicExecutorFeatureStep puts it into the executors' environment. */
  private Map<String, String> secretEnvironment() {
    Map<String, String> environment = new TreeMap<>();
    boolean fromFile = conf.contains(SECRET_FILE + ".executor") || conf.contains(SECRET_FILE);
    if (securityManager.isAuthenticationEnabled() && !fromFile) {
      environment.put(SecurityManager.ENV_AUTH_SECRET(), securityManager.getSecretKey());
    }
    environment.putAll(sslPasswords());
    return environment;
  }

  /** Spark has them since 4.0. */
  @SuppressWarnings("unchecked")
  private Map<String, String> sslPasswords() {
    Map<String, String> passwords = new TreeMap<>();
    try {
      Object map = SecurityManager.class.getMethod("getEnvironmentForSslRpcPasswords").invoke(securityManager);
      Iterator<Tuple2<String, String>> each =
          ((scala.collection.immutable.Map<String, String>) map).iterator();
      while (each.hasNext()) {
        Tuple2<String, String> entry = each.next();
        passwords.put(entry._1(), entry._2());
      }
    } catch (NoSuchMethodException before) {
      return passwords;
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException("The passwords of RPC over TLS cannot be had", error);
    }
    return passwords;
  }
}
