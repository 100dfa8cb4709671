# The stock image with what it lacks to read s3a:// URIs: hadoop-aws and the parts of the AWS SDK that it uses, which
# spark-submit has resolved into the context `jars`. Netty, logging and the like are Spark's own.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
USER root
COPY --from=jars org.apache.hadoop_hadoop-aws-*.jar software.amazon*.jar org.reactivestreams_*.jar \
  org.apache.httpcomponents_*.jar org.wildfly.openssl_*.jar /opt/spark/jars/
RUN chmod a+r /opt/spark/jars/*.jar
USER 185
