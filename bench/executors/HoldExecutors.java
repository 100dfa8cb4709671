import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** A driver that asks for its executors and does nothing, until its input ends. */
public final class HoldExecutors {
  public static void main(String[] args) throws Exception {
    SparkContext context = new SparkContext(new SparkConf());
    while (System.in.read() >= 0) {}
    context.stop();
    System.exit(0);
  }
}
