package dev.sparkdrop.examples;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Estimates pi by throwing darts at a square, one task a slice. Argument: the number of slices (default 2). */
public final class SparkPi {
  private static final int DARTS_PER_SLICE = 100_000;

  private SparkPi() {}

  public static void main(String[] args) {
    int slices = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      List<Integer> seats = IntStream.range(0, slices).boxed().toList();
      long hits = spark.parallelize(seats, slices).map(seat -> throwDarts()).reduce(Long::sum);
      System.out.println("Pi is roughly " + 4.0 * hits / ((long) slices * DARTS_PER_SLICE));
    }
  }

  private static long throwDarts() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long hits = 0;
    for (int dart = 0; dart < DARTS_PER_SLICE; dart++) {
      double x = random.nextDouble() * 2 - 1;
      double y = random.nextDouble() * 2 - 1;
      if (x * x + y * y <= 1) hits++;
    }
    return hits;
  }
}
