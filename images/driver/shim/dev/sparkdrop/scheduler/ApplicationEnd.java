package dev.sparkdrop.scheduler;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/** Tells that the application ends: Spark says so before it has its executors stop. */
final class ApplicationEnd extends SparkListener {
  private final Runnable ending;

  ApplicationEnd(Runnable ending) {
    this.ending = ending;
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd event) {
    ending.run();
  }
}
