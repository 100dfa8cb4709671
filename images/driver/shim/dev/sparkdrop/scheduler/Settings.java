package dev.sparkdrop.scheduler;

import java.util.List;
import org.apache.spark.SparkConf;

/** What the allocator itself goes by. */
final class Settings {
  private static final String PREFIX = "spark.sparkdrop.scheduler.";

  private final SparkConf conf;

  Settings(SparkConf conf) {
    this.conf = conf;
    fallBackToSpark();
  }

  /** The loop's program and its file, as the image's entrypoint says or as the image has them. */
  List<String> command() {
    return List.of(
        fromEnvironment("SPARKDROP_SCHEDULER_NODE", "/opt/sparkdrop/node"),
        fromEnvironment("SPARKDROP_SCHEDULER_FILE", "/opt/sparkdrop/scheduler.mjs"));
  }

  /** For how long the loop may be silent before it is started again. */
  long timeoutMillis() {
    return conf.getTimeAsMs(PREFIX + "timeout", "30s");
  }

  /** Whether Spark's own allocator takes over where no loop can be kept running; else the application ends. */
  boolean fallBackToSpark() {
    String value = conf.get(PREFIX + "fallback", "spark");
    if (value.equals("spark") || value.equals("fail")) return value.equals("spark");
    throw new IllegalArgumentException(PREFIX + "fallback is " + value + ": it has to be spark or fail");
  }

  String namespace() {
    return conf.get("spark.kubernetes.namespace", "default");
  }

  /** Null where the driver is in no pod. */
  String driverPodName() {
    return conf.get("spark.kubernetes.driver.pod.name", null);
  }

  boolean executorsHaveConfigMap() {
    return !conf.getBoolean("spark.kubernetes.executor.disableConfigMap", false);
  }

  private static String fromEnvironment(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }
}
